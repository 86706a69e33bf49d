const { rm } = require('node:fs/promises');
const { spawn } = require('node:child_process');
const { dest, parallel, series, src } = require('gulp');

const clean = () => rm('dist', { recursive: true, force: true });

function compile(done) {
	const tsc = spawn(
		process.execPath,
		[require.resolve('typescript/bin/tsc'), '-p', 'tsconfig.build.json'],
		{
			stdio: 'inherit',
		},
	);
	tsc.once('error', done);
	tsc.once('exit', (code) =>
		done(code === 0 ? undefined : new Error(`tsc ended with code ${code}`)),
	);
}

// `encoding: false`: gulp 5 would otherwise read every file as UTF-8 text.
const assets = () => src('nodes/**/*.{svg,json}', { encoding: false }).pipe(dest('dist/nodes'));

exports.clean = clean;
exports.build = series(clean, parallel(compile, assets));
exports.default = exports.build;
