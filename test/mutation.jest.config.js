// Mutation testing (`npm run test:mutation`) runs the unit tests of the pure modules, and only those.
const [unit] = require('../jest.config.js').projects;

module.exports = {
	...unit,
	rootDir: '..',
	testMatch: ['<rootDir>/test/unit/nodes/**/*.test.ts'],
};
