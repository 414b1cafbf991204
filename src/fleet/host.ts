/** How a fleet is reached; what it needs is loaded only then. */
export { type Address, AddressError, parseAddress } from "./host/address.js";
export { connectFleet } from "./host/connect.js";
export { type ConnectOptions, DEFAULT_KEEP_MS, QueueUnavailable } from "./host/options.js";
export { MissingFleetPackage } from "./host/packages.js";
