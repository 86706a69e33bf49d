import type { INodeParameters } from 'n8n-workflow';
import { byId, useEngine } from './harness';

/** What expressions can come up with instead of an id, as they are written in a parameter. */
const NO_IDS = [
	'={{ undefined }}',
	'={{ null }}',
	'={{ "" }}',
	'={{ NaN }}',
	'={{ [] }}',
	'={{ [86446] }}',
	'={{ ({}) }}',
	'={{ true }}',
	'={{ 1e30 }}',
	'={{ -1 }}',
	'={{ 0 }}',
	'={{ 1.5 }}',
	'={{ "12 34" }}',
	'={{ " 12" }}',
	'={{ "12\\n" }}',
	'={{ "1 OR 1=1" }}',
	'={{ "https://evil.example" }}',
	'={{ "../.." }}',
	'={{ "１２" }}',
	'={{ $json.missing }}',
];

/** Every operation that takes an id, with the parameters that it needs besides. */
const PLACES: Array<{ label: string; name: string; parameters: INodeParameters }> = [
	{
		label: 'User Identity',
		name: 'userIdentityId',
		parameters: { operation: 'initiateRun', exportId: byId(86446) },
	},
	{
		label: 'Export',
		name: 'exportId',
		parameters: { operation: 'initiateRun', userIdentityId: byId(37442) },
	},
	{
		label: 'User Identity',
		name: 'userIdentityId',
		parameters: { operation: 'runAndDownload', exportId: byId(86446) },
	},
	{
		label: 'Export',
		name: 'exportId',
		parameters: { operation: 'runAndDownload', userIdentityId: byId(37442) },
	},
	{
		label: 'Export',
		name: 'exportId',
		parameters: { operation: 'getStatus', exportFileId: byId(74771) },
	},
	{
		label: 'Export File',
		name: 'exportFileId',
		parameters: { operation: 'getStatus', exportId: byId(86446) },
	},
	{
		label: 'Export',
		name: 'exportId',
		parameters: { operation: 'download', exportFileId: byId(74771) },
	},
	{
		label: 'Export File',
		name: 'exportFileId',
		parameters: { operation: 'download', exportId: byId(86446) },
	},
	{ label: 'User Identity', name: 'userIdentityId', parameters: { operation: 'listRecent' } },
	...['initiateRun', 'runAndDownload'].flatMap((operation) => [
		{
			label: 'User Identity',
			name: 'userIdentityId',
			parameters: {
				resource: 'pdfManagerBatch',
				operation,
				pdfManagerTemplateId: byId(8153),
			},
		},
		{
			label: 'PDF Manager Template',
			name: 'pdfManagerTemplateId',
			parameters: { resource: 'pdfManagerBatch', operation, userIdentityId: byId(37442) },
		},
	]),
	...['getStatus', 'download'].flatMap((operation) => [
		{
			label: 'User Identity',
			name: 'userIdentityId',
			parameters: { resource: 'pdfManagerBatch', operation, pdfManagerBatchId: byId(6301) },
		},
		{
			label: 'PDF Manager Batch',
			name: 'pdfManagerBatchId',
			parameters: { resource: 'pdfManagerBatch', operation, userIdentityId: byId(37442) },
		},
	]),
	...['pdfManagerBatch', 'pdfManagerTemplate'].map((resource) => ({
		label: 'User Identity',
		name: 'userIdentityId',
		parameters: { resource, operation: 'getMany' },
	})),
];

describe('an id that is none', () => {
	const engine = useEngine();

	describe.each(PLACES)('$parameters.operation: $label', ({ label, name, parameters }) => {
		it.each(NO_IDS)('is refused before anything is sent: %s', async (expression) => {
			// The value of the locator, and the whole locator.
			for (const value of [byId(expression), expression]) {
				const { items, error } = await engine.runNode({
					parameters: { ...parameters, [name]: value },
				});

				expect(error?.message).toContain(`'${label}'`);
				expect(error?.description).toContain(`'${label}'`);
				expect(items).toEqual([]);
			}
			expect(engine.requests()).toEqual([]);
		});
	});

	it.each(NO_IDS)('is refused where an id is optional: %s', async (expression) => {
		const ofIdentity = await engine.runNode({
			parameters: { resource: 'export', userIdentityId: byId(expression) },
		});
		const filtered = await engine.runNode({
			parameters: {
				operation: 'listRecent',
				userIdentityId: byId(37442),
				filters: { exportId: byId(expression) },
			},
		});

		expect(ofIdentity.error?.message).toContain("'User Identity'");
		expect(filtered.error?.message).toContain("'Export'");
		expect(engine.requests()).toEqual([]);
	});

	it('is shown to the user with the item that it came from', async () => {
		const { error } = await engine.runNode({
			parameters: {
				operation: 'getStatus',
				exportId: byId('={{ $json.export }}'),
				exportFileId: byId(74771),
			},
			items: [{ export: 86446 }, { export: 'Nightly Applicants' }],
		});

		expect(error?.message).toContain('"Nightly Applicants"');
		expect(error?.message).toContain('[Item 1]');
		expect(error?.context).toMatchObject({ itemIndex: 1 });
	});
});

describe('an id', () => {
	const engine = useEngine();

	it.each([
		['a number in a locator', byId(86446), byId(74771)],
		['text in a locator', byId('86446'), byId('74771')],
		['an expression in a locator', byId('={{ $json.export }}'), byId('={{ $json.file }}')],
		['a plain number', 86446, 74771],
		['plain text', '86446', '74771'],
		['an expression instead of the locator', '={{ $json.export }}', '={{ $json.file }}'],
	])('can be %s', async (_, exportId, exportFileId) => {
		const { items } = await engine.runNode({
			parameters: { operation: 'getStatus', exportId, exportFileId },
			items: [{ export: 86446, file: '74771' }],
		});

		expect(items[0]?.json).toMatchObject({ id: 74771, export_id: 86446 });
		expect(engine.requests()).toEqual(['GET /api/v1/exports/86446/export_files/74771']);
	});
});
