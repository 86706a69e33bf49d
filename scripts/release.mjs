/**
 * Makes a release: `npm run release -- 1.2.3`. It runs checks, sets the version, dates the entry of the changelog,
 * commits, and tags. It pushes nothing, since pushing the tag publishes the release.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { changelogFile, findEntry } from './lib/changelog.mjs';
import { run } from './lib/command.mjs';
import { writeVersion } from './lib/versions.mjs';

const BRANCH = 'main';

const folder = process.cwd();

const git = (...args) => execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim();

const readVersion = () =>
	JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')).version;

const numbersOf = (version) => version.split('.').map(Number);

/** Whether a version comes after another one. Both must have the form `1.2.3`. */
function isAfter(version, other) {
	const [ours, theirs] = [numbersOf(version), numbersOf(other)];
	const place = ours.findIndex((number, index) => number !== theirs[index]);
	return place >= 0 && ours[place] > theirs[place];
}

/** @throws Error that says why there can't be a release. */
function check(version) {
	if (!/^(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}$/.test(version)) {
		throw new Error('Usage: npm run release -- <version>, e.g. npm run release -- 1.2.3');
	}
	const branch = git('branch', '--show-current');
	if (branch !== BRANCH) {
		throw new Error(`Releases are made on ${BRANCH}, and this is ${branch || 'no branch'}.`);
	}
	const changes = git('status', '--porcelain');
	if (changes !== '') throw new Error(`There are changes that are not committed:\n${changes}`);
	if (git('tag', '--list', `v${version}`) !== '')
		throw new Error(`There is a tag v${version} already.`);
	const present = readVersion();
	// The first release has the version that package.json begins with.
	if (version !== present && !isAfter(version, present)) {
		throw new Error(`${version} comes before ${present}, the version in package.json.`);
	}
	const entry = findEntry(folder, version);
	if (!entry.newest)
		throw new Error(`The entry of ${version} in CHANGELOG.md is not the first one.`);
	if (!entry.isOpen) {
		throw new Error(
			`In CHANGELOG.md, the entry of ${version} must be "## ${version} (not yet released)".`,
		);
	}
	return entry;
}

async function mustSucceed(command, ...args) {
	const code = await run(command, args, { cwd: folder });
	if (code !== 0) throw new Error(`"${command} ${args.join(' ')}" ended with code ${code}.`);
}

async function release(version) {
	const { heading } = check(version);
	const present = readVersion();
	await mustSucceed('npm', 'test');
	// Checked again: files that the tests leave behind must not get into the release.
	check(version);

	await mustSucceed('npm', 'version', version, '--no-git-tag-version', '--allow-same-version');
	writeVersion(folder, present, version);
	const today = new Date().toISOString().slice(0, 10);
	const file = changelogFile(folder);
	const dated = readFileSync(file, 'utf8').replace(heading, `## ${version} (${today})`);
	writeFileSync(file, dated);

	git('commit', '--quiet', '--all', '--message', `Release ${version}`);
	git('tag', '--annotate', `v${version}`, '--message', `Release ${version}`);
	console.log(`\nv${version} is committed and tagged here. This publishes it:\n`);
	console.log(`  git push --atomic origin ${BRANCH} v${version}`);
}

try {
	await release(process.argv[2] ?? '');
} catch (error) {
	console.error(error.message);
	console.error('Nothing was released.');
	process.exitCode = 1;
}
