import js from '@eslint/js';
import communityNodes from '@n8n/eslint-plugin-community-nodes';
import { defineConfig, globalIgnores } from 'eslint/config';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import n8nNodesBase from 'eslint-plugin-n8n-nodes-base';
import globals from 'globals';
import tseslint from 'typescript-eslint';

// n8n's own rule set for verified packages (`recommended` is the cloud-compatible one, "strict" in n8n's words), the
// older rules for descriptions beside it, and rules about types and imports for everything that is TypeScript.
// Nodes and credentials have at least the rules of n8n's starter for packages (`@n8n/node-cli/eslint` 0.48.3). That
// package brings 170 others along, LangChain among them, so the plugins that it uses are here instead.
export default defineConfig(
	globalIgnores(['dist', '.cache', 'coverage', 'reports']),
	{
		files: ['**/*.{js,mjs}'],
		extends: [js.configs.recommended],
		languageOptions: { globals: globals.node },
	},
	{ files: ['**/*.js'], languageOptions: { sourceType: 'commonjs' } },
	{
		files: ['**/*.ts'],
		extends: [
			js.configs.recommended,
			tseslint.configs.strictTypeChecked,
			importX.configs['flat/recommended'],
		],
		languageOptions: { parserOptions: { projectService: true } },
		settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()] },
		rules: {
			'@typescript-eslint/consistent-type-imports': 'error',
			// Numbers in texts are wanted: ids, counts, seconds.
			'@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
			// n8n's interfaces ask for promises, also where nothing is awaited.
			'@typescript-eslint/require-await': 'off',
			'no-console': 'error',
		},
	},
	{
		files: ['nodes/**/*.ts', 'credentials/**/*.ts'],
		extends: [communityNodes.configs.recommended],
		plugins: { 'n8n-nodes-base': n8nNodesBase },
	},
	{
		files: ['nodes/**/*.ts'],
		rules: {
			...n8nNodesBase.configs.nodes.rules,
			// These two know only string literals; n8n's newer rules want NodeConnectionTypes, and check it.
			'n8n-nodes-base/node-class-description-inputs-wrong-regular-node': 'off',
			'n8n-nodes-base/node-class-description-outputs-wrong': 'off',
		},
	},
	{
		files: ['credentials/**/*.ts'],
		rules: {
			...n8nNodesBase.configs.credentials.rules,
			// For nodes inside n8n's own repository; ours is a URL, which n8n's newer rules check.
			'n8n-nodes-base/cred-class-field-documentation-url-miscased': 'off',
		},
	},
	{
		files: ['package.json'],
		extends: [communityNodes.configs.recommended],
		plugins: { 'n8n-nodes-base': n8nNodesBase },
		languageOptions: {
			parser: tseslint.parser,
			parserOptions: { extraFileExtensions: ['.json'] },
		},
		rules: n8nNodesBase.configs.community.rules,
	},
	// The sandbox, the scripts and the tests talk to whoever started them.
	{ files: ['scripts/**', 'test/**'], rules: { 'no-console': 'off' } },
);
