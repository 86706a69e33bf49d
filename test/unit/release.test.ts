import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { repositoryRoot } from '../n8n-server';

// The real scripts in a small repository of their own, with a real git and npm.
let folder: string;

jest.setTimeout(60_000);

const at = (...parts: string[]) => path.join(folder, ...parts);

const git = (...args: string[]) =>
	execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim();

const manifest = (): unknown => JSON.parse(readFileSync(at('package.json'), 'utf8'));

function script(file: string, ...args: string[]) {
	const { status, stdout, stderr } = spawnSync(process.execPath, [at('scripts', file), ...args], {
		cwd: folder,
		encoding: 'utf8',
	});
	return { status, said: `${stdout}${stderr}` };
}

const release = (...args: string[]) => script('release.mjs', ...args);

function commit(files: Record<string, string>): void {
	for (const [file, text] of Object.entries(files)) writeFileSync(at(file), text);
	git('add', '--all');
	git('commit', '--quiet', '--allow-empty', '--message', 'Change');
}

const packageJson = (test: string) =>
	JSON.stringify({ name: 'n8n-nodes-scratch', version: '0.1.0', scripts: { test } }, null, 2);

const PASSING = 'node --version';

beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'release-'));
	mkdirSync(at('scripts'));
	for (const part of ['release.mjs', 'check-tag.mjs', 'lib']) {
		cpSync(path.join(repositoryRoot, 'scripts', part), at('scripts', part), { recursive: true });
	}
	git('init', '--quiet', '--initial-branch=main');
	git('config', 'user.name', 'Tester');
	git('config', 'user.email', 'tester@example.invalid');
	git('config', 'commit.gpgsign', 'false');
	git('config', 'tag.gpgsign', 'false');
	commit({
		'package.json': packageJson(PASSING),
		'CHANGELOG.md': '# Changelog\n\n## 0.1.0 (not yet released)\n\n- The first version.\n',
	});
});

afterEach(() => {
	rmSync(folder, { recursive: true, force: true });
});

function expectRefusal({ status, said }: ReturnType<typeof release>, why: string, tags = ''): void {
	expect(said).toContain(why);
	expect(said).toContain('Nothing was released.');
	expect(status).toBe(1);
	expect(git('tag', '--list')).toBe(tags);
}

test('the first version is released as it is: dated, committed, tagged, not pushed', () => {
	const { status, said } = release('0.1.0');

	expect(said).toContain('git push --atomic origin main v0.1.0');
	expect(status).toBe(0);
	expect(readFileSync(at('CHANGELOG.md'), 'utf8')).toMatch(/^## 0\.1\.0 \(\d{4}-\d\d-\d\d\)$/m);
	expect(git('log', '-1', '--format=%s %D')).toBe('Release 0.1.0 HEAD -> main, tag: v0.1.0');
	expect(git('status', '--porcelain')).toBe('');
	expect(script('check-tag.mjs', 'v0.1.0').status).toBe(0);
});

test('a later version is written into package.json', () => {
	commit({
		'CHANGELOG.md':
			'# Changelog\n\n## 0.2.0 (not yet released)\n\n- New.\n\n## 0.1.0 (2026-01-01)\n\n- First.\n',
	});

	expect(release('0.2.0').status).toBe(0);
	expect(manifest()).toMatchObject({ version: '0.2.0' });
	expect(readFileSync(at('CHANGELOG.md'), 'utf8')).toContain('## 0.1.0 (2026-01-01)');
});

test('a later version is written into the files that name it', () => {
	const FILES = ['deploy/Dockerfile', 'deploy/compose.sqlite.yml', 'docs/install.md'];
	const { version: present } = JSON.parse(
		readFileSync(path.join(repositoryRoot, 'package.json'), 'utf8'),
	) as { version: string };
	for (const file of FILES) {
		mkdirSync(path.dirname(at(file)), { recursive: true });
		cpSync(path.join(repositoryRoot, file), at(file));
	}
	const scratch: unknown = JSON.parse(packageJson(PASSING));
	commit({
		'package.json': JSON.stringify(Object.assign({}, scratch, { version: present })),
		'CHANGELOG.md': '# Changelog\n\n## 98.7.6 (not yet released)\n\n- New.\n',
	});

	expect(release('98.7.6').status).toBe(0);

	const [dockerfile = '', compose = '', page = ''] = FILES.map((file) =>
		readFileSync(at(file), 'utf8'),
	);
	expect(dockerfile).toContain('ARG WEBADMIT_VERSION=98.7.6\n');
	expect(compose).toMatch(/image: n8n-webadmit:\d+\.\d+\.\d+-98\.7\.6$/m);
	expect(page).toContain('n8n-nodes-webadmit-98.7.6.tgz');
	expect(page).toMatch(/n8n-webadmit:\d+\.\d+\.\d+-98\.7\.6 /);
	expect(page).not.toContain(`-${present}`);
	expect(git('status', '--porcelain')).toBe('');
});

test.each(['', 'v0.1.0', '1.2', '01.2.3', '1.2.3-beta'])('"%s" is no version', (version) => {
	expectRefusal(release(version), 'Usage: npm run release');
});

test('another branch is refused', () => {
	git('checkout', '--quiet', '-b', 'feature');

	expectRefusal(release('0.1.0'), 'Releases are made on main, and this is feature.');
});

test('changes that are not committed are refused', () => {
	writeFileSync(at('new.txt'), 'new');

	expectRefusal(release('0.1.0'), 'There are changes that are not committed:\n?? new.txt');
});

test('a version that is tagged already is refused', () => {
	git('tag', 'v0.1.0');

	expectRefusal(release('0.1.0'), 'There is a tag v0.1.0 already.', 'v0.1.0');
});

test('an older version is refused', () => {
	expectRefusal(release('0.0.9'), '0.0.9 comes before 0.1.0');
});

test.each([
	['no entry', '# Changelog\n', 'CHANGELOG.md has no entry "## 0.1.0 (not yet released)".'],
	[
		'an empty entry',
		'## 0.1.0 (not yet released)\n',
		'The entry of 0.1.0 in CHANGELOG.md is empty.',
	],
	[
		'an entry of a release that was made',
		'## 0.1.0 (2026-01-01)\n\n- Old.\n',
		'must be "## 0.1.0 (not yet released)"',
	],
	[
		'an entry below another one',
		'## 0.2.0 (not yet released)\n\n- New.\n\n## 0.1.0 (not yet released)\n\n- Old.\n',
		'is not the first one',
	],
])('a changelog with %s is refused', (_, changelog, why) => {
	commit({ 'CHANGELOG.md': changelog });

	expectRefusal(release('0.1.0'), why);
});

test('nothing is released when a test fails', () => {
	commit({ 'package.json': packageJson('node --no-such-option') });

	expectRefusal(release('0.1.0'), '"npm test" ended with code');
	expect(git('status', '--porcelain')).toBe('');
});

test('a tag is not published unless it is the version, with a dated entry', () => {
	const open = script('check-tag.mjs', 'v0.1.0');
	expect(open.said).toContain('CHANGELOG.md says that 0.1.0 is not yet released.');
	expect(open.status).toBe(1);

	const other = script('check-tag.mjs', 'v0.2.0');
	expect(other.said).toContain('The tag is "v0.2.0", but the version in package.json is 0.1.0.');
	expect(other.status).toBe(1);
});
