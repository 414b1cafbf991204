export { CredentialsError } from "./host/credentials.js";
export { ListenError } from "./host/listen.js";
export { type ProblemRecord, recordOf } from "./host/problem-record.js";
export { type ProblemKeeper, type RunningService, StartAborted, startService } from "./host/server.js";
export { defaultSettings, type ServiceSettings, SettingsError } from "./host/settings.js";
export { WorkerWatch, type WorkerWatchOptions } from "./host/worker-metrics.js";
