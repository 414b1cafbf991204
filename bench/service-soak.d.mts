export function soak(
  calls: number,
  address?: string | null,
  options?: { lanes?: number; samples?: number },
): Promise<{ calls: number; ended: number; ends: Record<string, number>; wrong: string[] }>;
