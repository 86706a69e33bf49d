import type { IDataObject } from 'n8n-workflow';
import type { Registration, TriggerRecord } from '../../../nodes/WebAdmit/trigger/record';
import {
	findTriggerUrl,
	merged,
	NOTHING_KNOWN,
	readRecords,
	runKey,
	writeRecords,
} from '../../../nodes/WebAdmit/trigger/record';

const FIRST = 'https://n8n.example.edu/webhook/1';
const SECOND = 'https://n8n.example.edu/webhook/2';

const registration: Registration = {
	kind: 'exportFile',
	userIdentityId: 37442,
	sourceId: 86446,
	runId: 74780,
	parentId: 86446,
	url: FIRST,
};

const record: TriggerRecord = {
	changedAt: 1_700_000_000_000,
	url: FIRST,
	filter: { kind: 'exportFile', byNodes: true, sourceIds: [86446] },
	registration,
	seenRuns: ['exportFile 3', 'exportFile 1'],
};

const read = (stored: unknown) => readRecords({ webAdmitTriggers: { a: stored } }).get('a');

describe('what is stored of triggers', () => {
	it('is read as it was written, beside other data', () => {
		const data: IDataObject = { other: 'untouched' };
		expect(readRecords(data)).toEqual(new Map());
		const records = new Map([
			['a', record],
			['b', { ...NOTHING_KNOWN, url: SECOND }],
		]);
		writeRecords(data, records);
		expect(Object.keys(data)).toEqual(['other', 'webAdmitTriggers']);
		expect(readRecords(JSON.parse(JSON.stringify(data)) as IDataObject)).toEqual(records);
	});

	// n8n saves what is set at the top of the data, not what is changed further down.
	it('is set anew each time', () => {
		const data: IDataObject = {};
		writeRecords(data, new Map([['a', record]]));
		const before = data.webAdmitTriggers;
		writeRecords(data, new Map([['a', record]]));
		expect(data.webAdmitTriggers).not.toBe(before);
	});

	it('has nothing in common with what it was made of, nor what is read with it', () => {
		const data: IDataObject = {};
		const seenRuns = ['exportFile 1'];
		writeRecords(data, new Map([['a', { ...record, seenRuns }]]));
		seenRuns.push('exportFile 2');
		readRecords(data).get('a')?.seenRuns.push('exportFile 3');
		expect(readRecords(data).get('a')?.seenRuns).toEqual(['exportFile 1']);
	});

	it.each([null, 'a', 42, ['b']])('is nothing where %j stands', (stored) => {
		expect(readRecords({ webAdmitTriggers: stored }).get('a')).toBeUndefined();
		expect(read(stored)).toEqual(NOTHING_KNOWN);
	});

	it.each([
		{ url: 42 },
		{ url: 'webhook/1' },
		{ changedAt: 'yesterday' },
		{ seenRuns: { 0: 'exportFile 1' } },
		{ seenRuns: ['exportFile 1', 2] },
		{ filter: null },
		{ filter: { ...record.filter, kind: 'report' } },
		{ filter: { ...record.filter, byNodes: 'true' } },
		{ filter: { ...record.filter, sourceIds: 86446 } },
		{ filter: { ...record.filter, sourceIds: [86446, 'x'] } },
		{ registration: 'a' },
		{ registration: { ...registration, kind: 'report' } },
		{ registration: { ...registration, userIdentityId: 0 } },
		{ registration: { ...registration, sourceId: 'x' } },
		{ registration: { ...registration, runId: undefined } },
		{ registration: { ...registration, parentId: 1.5 } },
		{ registration: { ...registration, url: 42 } },
	])('has nothing of %j', (stored) => {
		expect(read(stored)).toEqual(NOTHING_KNOWN);
	});
});

describe('merged', () => {
	it.each([
		[1, 2, SECOND],
		[2, 1, FIRST],
	])('takes the newer state: stored at %d, remembered at %d', (stored, remembered, url) => {
		const newer = merged(
			{ ...NOTHING_KNOWN, changedAt: stored, url: FIRST },
			{ ...NOTHING_KNOWN, changedAt: remembered, url: SECOND },
		);
		expect(newer.url).toBe(url);
	});

	it('does not bring back the URL of a trigger that has been switched off', () => {
		expect(merged(record, { ...NOTHING_KNOWN, changedAt: Date.now() }).url).toBeUndefined();
	});

	it('takes the stored state where nothing else is known', () => {
		expect(merged({ ...record, changedAt: 0 }, NOTHING_KNOWN).url).toBe(FIRST);
	});

	it('has the runs that either has seen, the newest last, and a thousand at most', () => {
		const runs = (from: number, to: number) =>
			Array.from({ length: to - from + 1 }, (_, at) => runKey('exportFile', from + at));
		const seen = (seenRuns: string[]) => ({ ...NOTHING_KNOWN, seenRuns });
		expect(merged(seen(runs(1, 3)), seen(runs(3, 4))).seenRuns).toEqual(runs(1, 4));
		expect(merged(seen(runs(1, 1_000)), seen(runs(2, 1_001))).seenRuns).toEqual(runs(2, 1_001));
	});
});

describe('findTriggerUrl', () => {
	const active = (url: string, byNodes: boolean, ...sourceIds: number[]): TriggerRecord => ({
		...NOTHING_KNOWN,
		url,
		filter: { kind: 'exportFile', byNodes, sourceIds },
	});
	const find = (...triggers: TriggerRecord[]) => findTriggerUrl(triggers, 'exportFile', 86446);

	it('finds nothing without an active trigger', () => {
		expect(find()).toBeUndefined();
		expect(find({ ...record, url: undefined })).toBeUndefined();
		expect(find({ ...record, filter: undefined })).toBeUndefined();
	});

	it('finds none of another kind or for another export', () => {
		expect(findTriggerUrl([active(FIRST, true)], 'pdfManagerBatch', 86446)).toBeUndefined();
		expect(find(active(FIRST, true, 86449))).toBeUndefined();
	});

	it('finds the first of those that take everything', () => {
		expect(find(active(FIRST, true), active(SECOND, true))).toBe(FIRST);
	});

	it('prefers one that waits for runs of other nodes, then one that names the export', () => {
		expect(find(active(FIRST, false, 86446), active(SECOND, true))).toBe(SECOND);
		expect(find(active(FIRST, true), active(SECOND, true, 86446))).toBe(SECOND);
	});
});
