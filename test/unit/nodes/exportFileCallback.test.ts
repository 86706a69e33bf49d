import fc from 'fast-check';
import { exportFile } from '../../../nodes/WebAdmit/runs/kinds/exportFile';
import type { Run } from '../../../nodes/WebAdmit/runs/RunKind';

const { readCallback, writeCallback } = exportFile;

const read = callbackOf(99752, 123316);

/** As WebAdMIT's documentation shows it. */
const TEXT = 'export_file[id]=99752&export_file[export_id]=123316&export_file[status]=Available';

const nested = { id: '99752', export_id: '123316', status: 'Available' };

const flat = {
	'export_file[id]': '99752',
	'export_file[export_id]': '123316',
	'export_file[status]': 'Available',
};

/** A callback names no file: where that is, WebAdMIT is asked. */
function callbackOf(id: number, exportId: number): Run {
	return {
		id,
		parentId: exportId,
		sourceId: exportId,
		status: 'available',
		links: [],
		fields: {},
	};
}

describe('readCallback', () => {
	it.each([
		['flat fields', flat],
		['nested fields', { export_file: nested }],
		['numbers', { export_file: { id: 99752, export_id: 123316, status: 'Available' } }],
		['the name of the API', { export_files: nested }],
		[
			'the name of the API, flat',
			{
				'export_files[id]': '99752',
				'export_files[export_id]': '123316',
				'export_files[status]': 'Available',
			},
		],
		['the text as it came', TEXT],
		['percent-encoded brackets', TEXT.replaceAll('[', '%5B').replaceAll(']', '%5D')],
		['a text with an end of line', `${TEXT}\r\n`],
		[
			'a text between ends of lines',
			'\nexport_file[export_id]=123316&export_file[status]=Available&export_file[id]=99752\n',
		],
		['JSON', JSON.stringify({ export_file: nested })],
		['further fields', { ...flat, 'export_file[rows]': '7', other: ['a'] }],
	])('reads %s', (_, body) => {
		expect(readCallback(body)).toStrictEqual(read);
	});

	it.each([
		['Success With Errors', 'success_with_errors'],
		['empty_list', 'empty_list'],
		['Failed', 'failed'],
		['Waiting For Approval', 'waiting_for_approval'],
	])('brings the status %s into its form', (written, status) => {
		expect(readCallback({ export_file: { ...nested, status: written } })).toStrictEqual({
			...read,
			status,
		});
		const text = `export_file[id]=99752&export_file[export_id]=123316&export_file[status]=${written.replaceAll(' ', '+')}`;
		expect(readCallback(text)).toStrictEqual({ ...read, status });
	});

	it.each([
		undefined,
		null,
		42,
		'',
		'Hello',
		'[]',
		'"export_file"',
		[],
		[nested],
		{},
		nested,
		{ export_file: null },
		{ export_file: [nested] },
		{ export_file: {} },
		{ export_file: { ...nested, id: '0' } },
		{ export_file: { ...nested, id: '99752/../1' } },
		{ export_file: { ...nested, id: ['99752'] } },
		{ export_file: { ...nested, export_id: undefined } },
		{ export_file: { ...nested, export_id: '-1' } },
		{ export_file: { ...nested, status: undefined } },
		{ export_file: { ...nested, status: ' ' } },
		{ export_file: { ...nested, status: 4 } },
		{ ...flat, 'export_file[id]': ['1', '2'] },
		// What is nested counts: nothing is put together from both forms.
		{ ...flat, export_file: { id: '1' } },
	])('refuses %j', (body) => {
		expect(readCallback(body)).toBeUndefined();
	});

	it('reads every pair of ids in every form', () => {
		const id = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
		fc.assert(
			fc.property(id, id, (exportFileId, exportId) => {
				const fields = { id: exportFileId, export_id: exportId, status: 'Failed' };
				const expected = { ...callbackOf(exportFileId, exportId), status: 'failed' };
				const text = new URLSearchParams(
					Object.entries(fields).map(([name, value]): [string, string] => [
						`export_file[${name}]`,
						String(value),
					]),
				).toString();
				expect(readCallback({ export_file: fields })).toStrictEqual(expected);
				expect(readCallback(JSON.stringify({ export_file: fields }))).toStrictEqual(expected);
				expect(readCallback(text)).toStrictEqual(expected);
			}),
		);
	});

	it('never throws, whatever is sent', () => {
		const hostile = fc.oneof(
			fc.anything(),
			fc.string(),
			fc.json(),
			fc.record({ export_file: fc.anything() }),
			fc.uint8Array().map((bytes) => Buffer.from(bytes)),
		);
		fc.assert(
			fc.property(hostile, (body) => {
				const callback = readCallback(body);
				if (callback) expect(callback.id).toBeGreaterThan(0);
			}),
			{ numRuns: 300 },
		);
	});
});

describe('writeCallback', () => {
	it('writes a callback as WebAdMIT does', () => {
		const { contentType, body } = writeCallback(read);
		expect(contentType).toBe('application/x-www-form-urlencoded');
		expect(decodeURIComponent(body)).toBe(TEXT.replace('Available', 'available'));
		expect(readCallback(body)).toStrictEqual(read);
	});
});
