export { CredentialsError } from "./credentials.js";
export { type RunningService, startService } from "./server.js";
export { defaultSettings, type ServiceSettings, SettingsError } from "./settings.js";
