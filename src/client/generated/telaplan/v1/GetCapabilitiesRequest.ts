// Original file: proto/telaplan/v1/planner.proto


/**
 * Nothing to say.
 */
export interface GetCapabilitiesRequest {
}

/**
 * Nothing to say.
 */
export interface GetCapabilitiesRequest__Output {
}
