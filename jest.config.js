/** One project a kind of test, so that each can be run alone: `npm run test:unit`, `test:engine`, `test:e2e`, `test:editor`. */
const project = (name, more = {}) => ({
	displayName: name,
	testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
	testEnvironment: 'node',
	// A whole n8n is in there, with thousands of packages that jest would look through.
	modulePathIgnorePatterns: ['<rootDir>/.cache/'],
	transform: {
		'^.+\\.ts$': [
			'@swc/jest',
			{
				jsc: { target: 'es2022', parser: { syntax: 'typescript', decorators: true } },
				module: { type: 'commonjs' },
			},
		],
	},
	...more,
});

/** One n8n server for all tests of a project: it takes ten seconds to start. */
const oneServer = {
	globalSetup: '<rootDir>/test/e2e/setup/global-setup.ts',
	globalTeardown: '<rootDir>/test/e2e/setup/global-teardown.ts',
};

module.exports = {
	projects: [
		project('unit', { setupFiles: ['<rootDir>/test/unit/setup/randomInputs.ts'] }),
		project('engine', { setupFilesAfterEnv: ['<rootDir>/test/engine/setup/timeout.ts'] }),
		project('e2e', {
			...oneServer,
			setupFilesAfterEnv: ['<rootDir>/test/e2e/setup/timeout.ts'],
		}),
		// Not part of `npm test`: `npm run test:versions` runs it on many versions of n8n.
		project('versions', {
			...oneServer,
			setupFilesAfterEnv: ['<rootDir>/test/e2e/setup/timeout.ts'],
		}),
		// Starts an n8n of several processes by itself.
		project('queue'),
		project('editor', {
			...oneServer,
			setupFilesAfterEnv: ['<rootDir>/test/editor/setup/timeout.ts'],
		}),
	],
};
