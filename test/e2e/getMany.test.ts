import type { INodeParameters } from 'n8n-workflow';
import { objectWith } from './support/matchers';
import { WEBADMIT, byId, fromList, webAdmit, workflow } from './support/workflows';
import { useWorld } from './support/world';

const world = useWorld();

async function items(parameters: INodeParameters) {
	const done = await world.n8n.runOnce(workflow(webAdmit(world.credential, parameters)));
	return done.items(WEBADMIT).map(({ json }) => json);
}

test('all identities come, as WebAdMIT gives them', async () => {
	const identities = await items({ resource: 'userIdentity', operation: 'getMany' });

	expect(identities).toEqual(world.sandbox.identities.map((identity) => objectWith(identity)));
});

test('no more identities come than asked for', async () => {
	expect(await items({ resource: 'userIdentity', operation: 'getMany', limit: 2 })).toHaveLength(2);
});

test('all exports come, where no identity is chosen', async () => {
	const exports = await items({ resource: 'export', operation: 'getMany', returnAll: true });

	// WebAdMIT lists web pages only where it is asked for the exports of one identity.
	const listed = world.sandbox.exports.filter(({ format }) => format !== 'Website HTML');
	expect(exports.map(({ id }) => id).sort()).toEqual(listed.map(({ id }) => id).sort());
	expect(exports).toContainEqual(
		objectWith({
			id: 86446,
			name: 'Nightly Applicants',
			format: 'Comma-Separated Values',
			mime_type: 'text/csv;charset=iso-8859-1',
		}),
	);
});

test.each([fromList(41877), byId(41877)])('the exports of one identity come (%j)', async (id) => {
	const exports = await items({ resource: 'export', operation: 'getMany', userIdentityId: id });

	expect(exports.map(({ id: exportId }) => exportId).sort()).toEqual([86460, 91807]);
});
