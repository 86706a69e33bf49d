import type { INode } from 'n8n-workflow';
import { containing, objectWith } from './support/matchers';
import { WEBADMIT, fromList, webAdmit, workflow } from './support/workflows';
import { useWorld } from './support/world';

const NIGHTLY = 86446;
const EMPTY = 86482;
const BROKEN = 86483;
const WITH_GAPS = 86490;

const world = useWorld();

const runAndDownload = async (exportId: number, more: Partial<INode> = {}) => {
	const parameters = {
		resource: 'exportFile',
		operation: 'runAndDownload',
		userIdentityId: fromList(37442),
		exportId: fromList(exportId),
	};
	return await world.n8n.runOnce(workflow(webAdmit(world.credential, parameters, more)));
};

test('an empty list is an item without a file, and nothing gone wrong', async () => {
	const done = await runAndDownload(EMPTY);

	expect(done.status).toBe('success');
	expect(done.items(WEBADMIT)).toEqual([
		{
			json: objectWith({
				export_id: EMPTY,
				status: 'empty_list',
				finished: true,
				downloadable: false,
			}),
			pairedItem: { item: 0 },
		},
	]);
});

test('a run with errors has a file', async () => {
	const done = await runAndDownload(WITH_GAPS);

	expect(done.items(WEBADMIT)).toMatchObject([
		{
			json: { status: 'success_with_errors', downloadable: true },
			binary: { data: { fileName: 'References-With-Gaps.csv' } },
		},
	]);
});

test('a failed run stops the workflow with the export and the run in the message', async () => {
	const done = await runAndDownload(BROKEN);

	const run = world.sandbox.runs.at(-1);
	expect(run?.exportId).toBe(BROKEN);
	expect(done.status).toBe('error');
	expect(done.error?.message).toContain(`Run ${run?.id} of export ${BROKEN} failed`);
	expect(done.error?.description).toMatch(/WebAdMIT/);
});

test('a failed run becomes an item, where the workflow is to continue', async () => {
	const done = await runAndDownload(BROKEN, { onError: 'continueRegularOutput' });

	expect(done.status).toBe('success');
	expect(done.items(WEBADMIT)).toMatchObject([
		{
			json: { error: containing(`export ${BROKEN} failed`) },
			pairedItem: { item: 0 },
		},
	]);
});

test('a failed run takes the error output, where there is one', async () => {
	const failed = await runAndDownload(BROKEN, { onError: 'continueErrorOutput' });
	const fine = await runAndDownload(NIGHTLY, { onError: 'continueErrorOutput' });

	expect(failed.status).toBe('success');
	expect(failed.items(WEBADMIT, 0)).toEqual([]);
	expect(failed.items(WEBADMIT, 1)).toMatchObject([
		{ json: { error: containing(`export ${BROKEN} failed`) } },
	]);
	expect(fine.items(WEBADMIT, 0)).toHaveLength(1);
	expect(fine.items(WEBADMIT, 1)).toEqual([]);
});
