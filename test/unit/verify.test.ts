import { spawnSync } from 'node:child_process';
import {
	appendFileSync,
	cpSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../n8n-server';
import { cacheFolder } from '../n8n-server/paths';

// Below the repository, so that the nodes find n8n-workflow as in an installed package.
mkdirSync(cacheFolder, { recursive: true });
const folder = mkdtempSync(path.join(cacheFolder, 'tampered-'));

afterAll(() => {
	rmSync(folder, { recursive: true, force: true });
});

/** Each line of the report, without the marks in front of it. */
function verify() {
	const script = path.join(repositoryRoot, 'scripts', 'verify.mjs');
	const { status, stdout } = spawnSync(process.execPath, [script, folder], { encoding: 'utf8' });
	const after = (mark: string) =>
		stdout
			.split('\n')
			.filter((line) => line.startsWith(mark))
			.map((line) => line.slice(mark.length).trim());
	return { status, met: after('ok '), notMet: after('NOT OK'), problems: after('       - ') };
}

test('a package that n8n would not verify is not let through', () => {
	for (const part of ['dist', 'README.md', 'LICENSE']) {
		cpSync(path.join(repositoryRoot, part), path.join(folder, part), { recursive: true });
	}
	const text = readFileSync(path.join(repositoryRoot, 'package.json'), 'utf8');
	const manifest = JSON.parse(text) as Record<string, unknown>;
	writeFileSync(
		path.join(folder, 'package.json'),
		JSON.stringify({
			...manifest,
			name: 'webadmit-for-n8n',
			keywords: ['n8n'],
			license: 'ISC',
			homepage: 'https://example.com',
			dependencies: { axios: '1.0.0' },
			overrides: { axios: '1.0.0' },
			peerDependencies: {},
			n8n: {
				n8nNodesApiVersion: 1,
				nodes: ['dist/nodes/WebAdmit/WebAdmit.node.js', 'dist/nodes/Missing.node.js'],
				credentials: [],
			},
		}),
	);
	appendFileSync(
		path.join(folder, 'dist', 'nodes', 'WebAdmit', 'pause.js'),
		'void process.env.HOME;\nrequire("node:fs");\nvoid "Прочее";\n',
	);
	writeFileSync(path.join(folder, 'dist', 'secret.txt'), '');
	rmSync(path.join(folder, 'dist', 'nodes', 'WebAdmit', 'webAdmit.dark.svg'));
	writeFileSync(path.join(folder, 'README.md'), '# WebAdMIT\n');

	const { status, met, notMet, problems } = verify();

	expect(notMet).toEqual([
		'The name begins with n8n-nodes-',
		'The keyword n8n-community-node-package is there',
		'The license is MIT',
		'Author, repository, homepage and bugs are stated, and belong together',
		'There are no runtime dependencies',
		'The only peer dependency is n8n-workflow',
		'There are no overrides and no install scripts',
		'Only dist is published',
		'The n8n field is strict and names files that are there',
		'The code imports nothing but n8n-workflow',
		'The code uses no environment variables, files, processes or timers',
		'Icons are SVG files, for light and dark',
		"The package passes the rules of n8n's scanner",
		'The README tells how to install, sign in, use and try it',
		'Everything is in English',
	]);
	expect(problems).toContain('dist/secret.txt is in the package');
	expect(problems.join('\n')).toContain('@n8n/community-nodes/no-restricted-globals');
	// These look at the repository, with which nothing is wrong.
	expect(met).toHaveLength(3);
	expect(status).toBe(1);
}, 60_000);
