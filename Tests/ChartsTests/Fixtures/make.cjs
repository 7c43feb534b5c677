// Ticks and round ends of d3 (Debian: node-d3-array, node-d3-scale): NODE_PATH=/usr/share/nodejs node make.cjs > ticks.json
const array = require("d3-array"), scale = require("d3-scale");

const ranges = [
  [0, 1], [0, 10], [-10, 10], [0.1, 0.35], [0.0312, 0.0319], [-0.7, 1.3], [3, 3.0004], [1, 20], [0, 7], [1e-6, 9e-6], [12, 98765],
  [-5e7, 2e9], [0.30000000000000004, 0.9], [0.4639, 0.3001].sort(), [1, 2],
];
const counts = [2, 3, 5, 6, 10];
const logs = [[1, 10], [3e-4, 3e-2], [0.001, 1000], [2, 9], [1e-9, 1e9], [64, 1024], [0.02, 0.9]];
console.log(JSON.stringify({
  linear: ranges.flatMap(([low, high]) => counts.map((count) => ({low, high, count, ticks: array.ticks(low, high, count)}))),
  nice: ranges.flatMap(([low, high]) =>
    counts.map((count) => ({low, high, count, ends: scale.scaleLinear().domain([low, high]).nice(count).domain()}))),
  logarithmic: logs.flatMap(([low, high]) =>
    [4, 6, 10].map((count) => ({low, high, count, ticks: scale.scaleLog().domain([low, high]).ticks(count)}))),
}, null, 0).replaceAll("},{", "},\n{"));
