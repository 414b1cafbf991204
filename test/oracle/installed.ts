import { MissingPackage, ORACLE_NAMES, ORACLES, type OracleName } from "../../src/oracle/index.js";

/** The oracles that run here: all but those whose package is missing. Says which ones are. */
export const INSTALLED: readonly OracleName[] = await available();

async function available(): Promise<OracleName[]> {
  const found: OracleName[] = [];
  for (const name of ORACLE_NAMES) {
    try {
      await ORACLES[name].solve({ buffers: [{ id: "a", lower: 0, upper: 1, size: 1 }] });
      found.push(name);
    } catch (error) {
      if (!(error instanceof MissingPackage)) throw error;
      console.log(`oracle ${name} is not tried: ${error.message}`);
    }
  }
  return found;
}
