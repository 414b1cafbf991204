import { plan } from "telaplan";

const problem = {
  capacity: 1024,
  buffers: [
    { id: "input", lower: 0, upper: 2, size: 256 },
    { id: "conv1", lower: 1, upper: 4, size: 512, alignment: 64 },
    { id: "skip", lower: 1, upper: 6, size: 128 },
  ],
};

const { status, peak, offsets, infeasibility } = await plan(problem, { minimize: true, timeLimitMs: 1000 });
if (offsets === null) console.log(status, infeasibility?.message);
else console.log(status, peak, [...offsets]);
