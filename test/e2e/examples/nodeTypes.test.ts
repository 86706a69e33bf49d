import { readdirSync } from 'node:fs';
import path from 'node:path';
import { readWorkflowFile, repositoryRoot } from '../../n8n-server';
import { asArray, asRecord, textOf } from '../../n8n-server/json';
import { useWorld } from '../support/world';

const world = useWorld();

const FOLDER = path.join(repositoryRoot, 'examples');

/** The versions of each node type that this n8n has. */
async function installedTypes(): Promise<Map<string, unknown[]>> {
	const versions = new Map<string, unknown[]>();
	for (const entry of asArray(await world.n8n.session.request('GET', '/types/nodes.json'))) {
		const type = asRecord(entry);
		const name = textOf(type, 'name');
		versions.set(name, [...(versions.get(name) ?? []), type.version].flat());
	}
	return versions;
}

test.each(readdirSync(FOLDER))('n8n has all nodes of %s, in their versions', async (file) => {
	const types = await installedTypes();

	for (const { type, typeVersion } of readWorkflowFile(path.join(FOLDER, file)).nodes) {
		expect([type, types.get(type)]).toEqual([type, expect.arrayContaining([typeVersion])]);
	}
});
