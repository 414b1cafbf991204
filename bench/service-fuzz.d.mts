export function fuzz(
  address: string,
  options: { requests: number; seed?: number; lanes?: number },
): Promise<{ requests: number; codes: Record<string, number>; faults: string[] }>;
