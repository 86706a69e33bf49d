const { mkdir, rm, writeFile } = require('node:fs/promises');
const path = require('node:path');
const esbuild = require('esbuild');
const { dest, parallel, series, src } = require('gulp');
const { n8n } = require('./package.json');

/** All code, in one file: n8n loads it several times faster than a file for each module. */
const CODE = 'dist/nodes/WebAdmit/code';

/** The files by which n8n finds the nodes and the credential, each named after its class. */
const entries = [...n8n.nodes, ...n8n.credentials].map((file) => ({
	file,
	className: path.basename(file).split('.')[0],
	source: file.replace(/^dist\//, './').replace(/\.js$/, ''),
}));

const clean = () => rm('dist', { recursive: true, force: true });

const bundle = async () =>
	await esbuild.build({
		stdin: {
			contents: entries.map(({ source }) => `export * from '${source}';`).join('\n'),
			resolveDir: __dirname,
		},
		outfile: `${CODE}.js`,
		bundle: true,
		platform: 'node',
		target: 'node20',
		external: ['n8n-workflow'],
		legalComments: 'none',
		logLevel: 'warning',
	});

/** n8n takes every class in such a file for a node, so each gives its own only. */
async function stubs() {
	for (const { file, className } of entries) {
		const code = path.posix.relative(path.posix.dirname(file), CODE);
		const required = code.startsWith('.') ? code : `./${code}`;
		await mkdir(path.dirname(file), { recursive: true });
		await writeFile(file, `exports.${className} = require("${required}").${className};\n`);
	}
}

// `encoding: false`: gulp 5 would otherwise read every file as UTF-8 text.
const assets = () => src('nodes/**/*.{svg,json}', { encoding: false }).pipe(dest('dist/nodes'));

exports.clean = clean;
exports.build = series(clean, parallel(bundle, stubs, assets));
exports.default = exports.build;
