/**
 * Checks the packed package against n8n's guidelines for verified community nodes: `npm run verify`.
 * docs/verification.md explains each check. With the name of a folder, it checks the package that is unpacked there
 * instead.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import communityNodes from '@n8n/eslint-plugin-community-nodes';
import { ESLint } from 'eslint';
import n8nNodesBase from 'eslint-plugin-n8n-nodes-base';
import tseslint from 'typescript-eslint';
import { runQuietly } from './lib/command.mjs';
import { cache, root, tarball } from './lib/paths.mjs';

const folder = path.join(cache, 'verify');
const packed = path.resolve(process.argv[2] ?? path.join(folder, 'package'));

/** Lists the files in a folder, at any depth, with slashes on every platform. */
const filesIn = (place) =>
	readdirSync(place, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) =>
			path.relative(place, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'),
		);

const read = (...parts) => readFileSync(path.join(...parts), 'utf8');

async function unpack() {
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	await runQuietly('tar', ['-xzf', tarball, '-C', folder], { log: path.join(cache, 'unpack.log') });
}

/** What the checks look at. It is read once, when the package is unpacked. */
function subject() {
	const files = filesIn(packed);
	return {
		manifest: JSON.parse(read(packed, 'package.json')),
		files,
		code: files
			.filter((file) => file.endsWith('.js'))
			.map((file) => ({ file, text: read(packed, file) })),
		readme: read(packed, 'README.md'),
	};
}

/** A list with the problem, unless something is true. */
const unless = (isSo, problem) => (isSo ? [] : [problem]);

/** What code of a node must not use, and how that looks in JavaScript. */
const FORBIDDEN = [
	['the environment or the process', /(?<![\w$.'"])process\s*[.[]/],
	['timers of Node.js', /(?<![\w$.])(setTimeout|setInterval|setImmediate)\s*\(/],
	['its place in the file system', /(?<![\w$])__(dirname|filename)\b/],
	['global objects', /(?<![\w$.])(globalThis|global)\s*[.[]/],
	['code made at run time', /(?<![\w$.])(eval|Function)\s*\(/],
];

/** Letters that no English text has. Latin letters with accents are not among them, since names have them, e.g. José. */
const OTHER_LETTERS = /(?!\p{Script=Latin})\p{L}/u;

/** The rules with which n8n's scanner (`@n8n/scan-community-package`) lints a published package. */
const SCANNER_RULES = [
	...[communityNodes.configs.recommended].flat(),
	{ rules: { 'no-console': 'error' } },
	{
		files: ['package.json'],
		plugins: { 'n8n-nodes-base': n8nNodesBase },
		languageOptions: { parser: tseslint.parser, parserOptions: { extraFileExtensions: ['.json'] } },
		rules: n8nNodesBase.configs.community.rules,
	},
];

async function lintPacked() {
	const eslint = new ESLint({
		cwd: packed,
		// As in n8n's scanner, comments can't turn a rule off.
		allowInlineConfig: false,
		overrideConfigFile: true,
		overrideConfig: SCANNER_RULES,
		// The package is in a folder whose name begins with a dot.
		ignore: false,
	});
	const results = await eslint.lintFiles(['**/*.js', 'package.json']);
	const wanted = filesIn(packed).filter((file) => /\.js$|^package\.json$/.test(file));
	return [
		...unless(
			results.length === wanted.length,
			`only ${results.length} of ${wanted.length} files were looked at`,
		),
		...results.flatMap(({ filePath, messages }) =>
			messages
				.filter(({ severity }) => severity === 2)
				.map(
					({ line, ruleId, message }) =>
						`${path.relative(packed, filePath)}:${line} ${ruleId}: ${message}`,
				),
		),
	];
}

function iconsOf({ manifest }) {
	const require = createRequire(path.join(packed, 'package.json'));
	return [...manifest.n8n.nodes, ...manifest.n8n.credentials].flatMap((file) => {
		const place = path.dirname(path.join(packed, file));
		return Object.values(require(path.join(packed, file))).flatMap((Type) => {
			const made = new Type();
			const { icon } = made.description ?? made;
			return ['light', 'dark'].flatMap((theme) => {
				const svg = path.join(place, String(icon?.[theme]).replace(/^file:/, ''));
				return unless(
					svg.endsWith('.svg') && existsSync(svg) && /^<svg\b/.test(readFileSync(svg, 'utf8')),
					`${file}: the ${theme} icon is no SVG file of the package`,
				);
			});
		});
	});
}

/** Each point of docs/verification.md, with a check that returns the problems that it finds. */
const CHECKS = {
	'The name begins with n8n-nodes-': ({ manifest }) =>
		unless(/^n8n-nodes-[a-z0-9-]+$/.test(manifest.name), `the name is ${manifest.name}`),

	'The keyword n8n-community-node-package is there': ({ manifest }) =>
		unless(manifest.keywords.includes('n8n-community-node-package'), 'it is missing'),

	'The license is MIT': ({ manifest }) => [
		...unless(manifest.license === 'MIT', `package.json says ${manifest.license}`),
		...unless(/^MIT License\n/.test(read(packed, 'LICENSE')), 'LICENSE is another one'),
	],

	'Author, repository, homepage and bugs are stated, and belong together': ({ manifest }) => {
		const { author, repository, homepage, bugs } = manifest;
		const url = /^git\+(https:\/\/github\.com\/[^/]+\/[^/]+)\.git$/.exec(
			repository?.url ?? '',
		)?.[1];
		return [
			...unless(author?.name && author.email, 'the author has no name or no address'),
			...unless(url, 'the repository is none on GitHub'),
			...unless(homepage?.startsWith(url), 'the homepage is not the repository'),
			...unless(bugs?.url?.startsWith(url), 'the address for bugs is not the repository'),
		];
	},

	'There are no runtime dependencies': ({ manifest }) =>
		['dependencies', 'optionalDependencies', 'bundleDependencies', 'bundledDependencies'].flatMap(
			(field) => unless(Object.keys(manifest[field] ?? {}).length === 0, `there are ${field}`),
		),

	'The only peer dependency is n8n-workflow': ({ manifest }) =>
		unless(
			Object.keys(manifest.peerDependencies ?? {}).join() === 'n8n-workflow',
			'there are others, or none',
		),

	'There are no overrides and no install scripts': ({ manifest }) => [
		...unless(manifest.overrides === undefined, 'there are overrides'),
		...['preinstall', 'install', 'postinstall', 'prepare', 'prepublish'].flatMap((script) =>
			unless(manifest.scripts?.[script] === undefined, `there is a script ${script}`),
		),
	],

	'Only dist is published': ({ files }) =>
		files
			.filter(
				(file) =>
					!/^(dist\/(nodes|credentials)\/.*\.(js|json|svg)|package\.json|README\.md|LICENSE)$/.test(
						file,
					),
			)
			.map((file) => `${file} is in the package`),

	'The n8n field is strict and names files that are there': ({ manifest, files }) => {
		const { n8nNodesApiVersion, strict, nodes, credentials } = manifest.n8n;
		return [
			...unless(n8nNodesApiVersion === 1, 'n8nNodesApiVersion is not 1'),
			...unless(strict === true, 'strict is not true'),
			...unless(nodes.length > 0, 'there are no nodes'),
			...[...nodes, ...credentials].flatMap((file) =>
				unless(files.includes(file), `${file} is missing`),
			),
		];
	},

	'The code imports nothing but n8n-workflow': ({ code }) =>
		code.flatMap(({ file, text }) => [
			...unless(!/\bimport\s*\(/.test(text), `${file} imports something while it runs`),
			...[...text.matchAll(/\brequire\s*\(([^)]*)\)/g)]
				.map(([, what]) => what)
				.filter((what) => !/^"(n8n-workflow|\.\.?\/[^"]*)"$/.test(what))
				.map((what) => `${file} requires ${what}`),
		]),

	'The code uses no environment variables, files, processes or timers': ({ code }) =>
		code.flatMap(({ file, text }) =>
			FORBIDDEN.flatMap(([what, pattern]) => unless(!pattern.test(text), `${file} uses ${what}`)),
		),

	'Icons are SVG files, for light and dark': iconsOf,

	"The package passes the rules of n8n's scanner": lintPacked,

	'No rule is switched off in the sources': () =>
		['nodes', 'credentials'].flatMap((part) =>
			filesIn(path.join(root, part))
				.filter((file) => read(root, part, file).includes('eslint-disable'))
				.map((file) => `${part}/${file} switches rules off`),
		),

	'The README tells how to install, sign in, use and try it': ({ readme }) => [
		...[
			'What it does',
			'Install',
			'Credential',
			'Your first workflow',
			'Examples',
			'Try it',
		].flatMap((word) =>
			unless(new RegExp(`^## .*${word}`, 'm').test(readme), `there is no chapter "${word}"`),
		),
		...readdirSync(path.join(root, 'examples')).flatMap((file) =>
			unless(readme.includes(`(examples/${file})`), `it does not name examples/${file}`),
		),
	],

	'Everything is in English': ({ files }) => {
		const texts = [
			...files.map((file) => path.join(packed, file)),
			path.join(root, 'CHANGELOG.md'),
			...filesIn(path.join(root, 'docs')).map((file) => path.join(root, 'docs', file)),
		].filter((file) => !file.endsWith('.png'));
		return texts.flatMap((file) =>
			unless(
				!OTHER_LETTERS.test(read(file)),
				`${path.relative(root, file)} has letters of another script`,
			),
		);
	},

	'It is published by a GitHub action, with provenance': () => {
		const workflow = read(root, '.github', 'workflows', 'publish.yml');
		return [
			...unless(/^ +id-token: write$/m.test(workflow), 'the workflow may not ask for an identity'),
			...unless(
				workflow.includes('npm publish --provenance --access public'),
				'nothing is published with provenance',
			),
			...[...workflow.matchAll(/uses: ([^.\s]\S*)/g)]
				.filter(([, action]) => !/@[0-9a-f]{40}$/.test(action))
				.map(([, action]) => `${action} is not pinned to a commit`),
		];
	},

	'This list and docs/verification.md are the same': () => {
		const page = read(root, 'docs', 'verification.md');
		const told = [...page.matchAll(/^\| (.+?) +\|/gm)].map(([, cell]) => cell);
		const points = Object.keys(CHECKS);
		return [
			...points
				.filter((point) => !told.includes(point))
				.map((point) => `"${point}" is not on the page`),
			...told
				.slice(2)
				.filter((cell) => !points.includes(cell))
				.map((cell) => `"${cell}" is on the page only`),
		];
	},
};

if (process.argv[2] === undefined) await unpack();
const looked = subject();

/** A check that throws has found a problem. */
async function problemsOf(check) {
	try {
		return await check(looked);
	} catch (error) {
		return [error.message];
	}
}

let failed = 0;
for (const [name, check] of Object.entries(CHECKS)) {
	const problems = await problemsOf(check);
	if (problems.length > 0) failed++;
	console.log(`${problems.length === 0 ? 'ok    ' : 'NOT OK'} ${name}`);
	for (const problem of problems) console.log(`       - ${problem}`);
}
console.log(
	`\n${Object.keys(CHECKS).length - failed} of ${Object.keys(CHECKS).length} points are met`,
);
process.exitCode = failed === 0 ? 0 : 1;
