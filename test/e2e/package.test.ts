import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { packedPackage } from '../n8n-server';
import { NODE_TYPE } from './support/workflows';
import { useWorld } from './support/world';

const listed = () =>
	execFileSync('tar', ['-tzf', packedPackage], { encoding: 'utf8' })
		.trim()
		.split('\n')
		.map((name) => name.replace(/^package\//, ''));

test('the package holds what users need and nothing else', () => {
	const outside = listed().filter((name) => !name.startsWith('dist/'));
	const inside = listed().filter((name) => name.startsWith('dist/'));

	expect(outside.sort()).toEqual(['LICENSE', 'README.md', 'package.json']);
	expect(inside).toContain('dist/nodes/WebAdmit/WebAdmit.node.js');
	expect(inside.filter((name) => !/^dist\/(nodes|credentials)\//.test(name))).toEqual([]);
	expect(inside.filter((name) => !/\.(js|json|svg)$/.test(name))).toEqual([]);
	expect(inside.filter((name) => /\.test\./.test(name))).toEqual([]);
});

test('the package is small', () => {
	expect(statSync(packedPackage).size).toBeLessThan(100 * 1024);
});

const world = useWorld();

test('n8n loads the node out of it', async () => {
	const description = await world.n8n.nodeType(NODE_TYPE);

	expect(description).toMatchObject({
		name: 'webAdmit',
		displayName: 'WebAdMIT',
		usableAsTool: true,
		credentials: [{ name: 'webAdmitApi', required: true }],
	});
});
