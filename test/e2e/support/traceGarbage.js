/** Makes Node.js write a line about each garbage collection. */
require('node:v8').setFlagsFromString('--trace-gc');
