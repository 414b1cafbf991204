/** The page unpacks files before its readers get them (`page/worker/reader.ts`): browsers do so in promises alone. */
export function gunzipSync(): never {
  throw new Error("it is packed inside, and browsers unpack whole files alone");
}
