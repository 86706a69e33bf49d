import type { INodeParameters } from 'n8n-workflow';
import { byId, fromList, useEngine } from './harness';
import {
	BATCHES,
	batchJson,
	BROKEN,
	EMPTY,
	IDENTITY,
	parametersOf,
	TRANSCRIPTS,
	TWO_ZIPS,
} from './harness/pdfManager';

describe('Get Status', () => {
	const engine = useEngine();
	const parameters = parametersOf('getStatus', { pdfManagerBatchId: byId(6333) });
	const answer = batchJson(6333, [TWO_ZIPS, 'Full Applications']);

	it('gives the batch, without where its zip files are', async () => {
		const { items } = await engine.runNode({ parameters });

		expect(items).toEqual([{ json: answer, pairedItem: { item: 0 } }]);
		expect(engine.requests()).toEqual([`GET ${BATCHES}/6333`]);
	});

	it.each([
		['initializing', 'initializing', false, false],
		['Initializing', 'initializing', false, false],
		['queued', 'queued', false, false],
		['Queued', 'queued', false, false],
		['in_progress', 'in_progress', false, false],
		['In Progress', 'in_progress', false, false],
		['available', 'available', true, true],
		['Available', 'available', true, true],
		['success_with_errors', 'success_with_errors', true, true],
		['Success With Errors', 'success_with_errors', true, true],
		['empty_list', 'empty_list', true, false],
		['Empty List', 'empty_list', true, false],
		['failed', 'failed', true, false],
		['Failed', 'failed', true, false],
		// Not known: passed on, in the same form.
		['Waiting For Review', 'waiting_for_review', false, false],
	])('reads the state "%s"', async (state, status, finished, downloadable) => {
		engine.sandbox.addFault({ on: 'api', kind: { patch: { state } } });

		const { items } = await engine.runNode({ parameters });

		expect(items[0]?.json).toEqual({ ...answer, status, finished, downloadable });
	});

	it('passes on what WebAdMIT adds, but not in the place of what workflows rely on', async () => {
		const patch = { pages: 17, owner: { name: 'Zoë' }, finished: 'maybe', user_identity_id: 1 };
		engine.sandbox.addFault({ on: 'api', kind: { patch } });

		const { items } = await engine.runNode({ parameters });

		expect(items[0]?.json).toEqual({ ...answer, pages: 17, owner: { name: 'Zoë' } });
	});

	it('says what WebAdMIT was asked for when it is not there', async () => {
		const { error } = await engine.runNode({
			parameters: parametersOf('getStatus', { pdfManagerBatchId: byId(1) }),
		});

		expect(error).toMatchObject({ message: 'Not Found', httpCode: '404' });
		expect(error?.description).toContain(`batch 1 of user identity ${IDENTITY}`);
		expect(error?.description).toContain('choose the template again');
	});
});

describe('Get Many', () => {
	const engine = useEngine();
	const parameters = parametersOf('getMany');
	const idsWith = async (more: INodeParameters) => {
		const { items, error } = await engine.runNode({ parameters: { ...parameters, ...more } });
		expect(error).toBeUndefined();
		return items.map(({ json }) => json.id);
	};

	it('gives one item for each batch, the newest first', async () => {
		const { items } = await engine.runNode({ parameters });

		const item = (json: object) => ({ json, pairedItem: { item: 0 } });
		expect(items).toEqual([
			item(batchJson(6333, [TWO_ZIPS, 'Full Applications'])),
			item(batchJson(6325, [BROKEN, 'Broken Packets'], ['failed', true, false])),
			item(batchJson(6317, [EMPTY, 'Late Documents'], ['empty_list', true, false])),
			item(batchJson(6301, [TRANSCRIPTS, 'Transcripts'])),
		]);
		expect(engine.requests()).toEqual([`GET ${BATCHES}`]);
	});

	it('gives the newest first whatever the order of WebAdMIT', async () => {
		const of = (id: number) => ({
			id,
			state: 'available',
			pdf_manager_template: { id: TRANSCRIPTS, name: 'Transcripts' },
		});
		const body = { pdf_manager_batches: [of(3), of(5), of(4)] };
		engine.sandbox.addFault({ on: 'api', kind: { status: 200, body } });

		expect(await idsWith({})).toEqual([5, 4, 3]);
		expect(await idsWith({ limit: 1 })).toEqual([5]);
	});

	it.each([
		[{ statuses: ['failed', 'empty_list'] }, [6325, 6317]],
		[{ statuses: [] }, [6333, 6325, 6317, 6301]],
		[{ pdfManagerTemplateId: byId(TRANSCRIPTS) }, [6301]],
		[{ pdfManagerTemplateId: fromList(BROKEN, ''), statuses: ['available'] }, []],
		[{ pdfManagerTemplateId: byId(''), statuses: ['available'] }, [6333, 6301]],
	])('filters by %j', async (filters, ids) => {
		expect(await idsWith({ filters })).toEqual(ids);
	});

	it('returns 50 by default, fewer with a limit, and all of them when asked to', async () => {
		for (let index = 0; index < 60; index++) {
			engine.sandbox.addFinishedPdfManagerBatch({ templateId: TRANSCRIPTS });
		}

		expect(await idsWith({})).toHaveLength(50);
		expect(await idsWith({ limit: 2 })).toHaveLength(2);
		expect(await idsWith({ returnAll: true })).toHaveLength(64);
		expect(await idsWith({ limit: 2, filters: { statuses: ['failed', 'empty_list'] } })).toEqual([
			6325, 6317,
		]);
	});
});

describe('PDF Manager Template: Get Many', () => {
	const engine = useEngine();
	const parameters = { ...parametersOf('getMany'), resource: 'pdfManagerTemplate' };

	it('gives the templates of the identity', async () => {
		const { items } = await engine.runNode({
			parameters: { ...parameters, userIdentityId: byId(41877) },
		});

		expect(items).toEqual([
			{
				json: {
					id: 8203,
					href: '/api/v1/user_identities/41877/pdf_manager_templates/8203',
					name: 'Transcripts',
					list_name: 'Verified Applicants',
					document_source_title: 'Transcripts',
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(engine.requests()).toEqual(['GET /api/v1/user_identities/41877/pdf_manager_templates']);
	});

	it('returns as many as wanted', async () => {
		const count = async (more: INodeParameters) =>
			(await engine.runNode({ parameters: { ...parameters, ...more } })).items.length;
		for (let index = 0; index < 50; index++) {
			engine.sandbox.addPdfManagerTemplate({ identityIds: [IDENTITY] });
		}

		expect(await count({})).toBe(50);
		expect(await count({ limit: 4 })).toBe(4);
		expect(await count({ returnAll: true })).toBe(56);
	});
});
