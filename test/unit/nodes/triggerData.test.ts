import type { IDataObject } from 'n8n-workflow';
import {
	changeTriggerData,
	allTriggerData,
	findTriggerUrl,
	readTriggerData,
} from '../../../nodes/WebAdmit/trigger/triggerData';

const FIRST = 'https://n8n.example.edu/webhook/1';
const SECOND = 'https://n8n.example.edu/webhook/2';

const registration = { userIdentityId: 37442, exportId: 86446, url: FIRST, exportFileId: 74780 };

let data: IDataObject;

beforeEach(() => {
	data = { other: 'untouched' };
});

describe('the data of a trigger', () => {
	it('is empty at first', () => {
		expect(readTriggerData(data, 'a')).toEqual({});
		expect(data).toEqual({ other: 'untouched' });
	});

	it('is read as it was left', () => {
		const left = { url: FIRST, byNodes: true, registration, seenExportFiles: [3, 1, 2] };
		changeTriggerData(data, 'a', left);
		expect(readTriggerData(data, 'a')).toEqual(left);
		expect(readTriggerData(data, 'b')).toEqual({});
	});

	it('keeps what is not changed', () => {
		changeTriggerData(data, 'a', { url: FIRST, registration });
		changeTriggerData(data, 'a', { seenExportFiles: [1] });
		changeTriggerData(data, 'a', { url: undefined });
		expect(readTriggerData(data, 'a')).toEqual({
			byNodes: false,
			registration,
			seenExportFiles: [1],
		});
	});

	it('stands beside that of other triggers, and beside other data', () => {
		changeTriggerData(data, 'a', { url: FIRST });
		changeTriggerData(data, 'b', { url: SECOND });
		expect(Object.keys(data)).toEqual(['other', 'webAdmitTriggers']);
		expect(readTriggerData(data, 'a').url).toBe(FIRST);
		expect(readTriggerData(data, 'b').url).toBe(SECOND);
	});

	// n8n saves what is set at the top of the data, not what is changed further down.
	it('is set anew with every change', () => {
		changeTriggerData(data, 'a', { url: FIRST });
		const before = data.webAdmitTriggers;
		changeTriggerData(data, 'a', { url: SECOND });
		expect(data.webAdmitTriggers).not.toBe(before);
	});

	it('has nothing in common with what it was made of', () => {
		const seenExportFiles = [1];
		changeTriggerData(data, 'a', { seenExportFiles });
		seenExportFiles.push(2);
		expect(readTriggerData(data, 'a').seenExportFiles).toEqual([1]);
	});

	it.each([null, 'a', 42, ['b']])('is empty where %j stands', (stored) => {
		data.webAdmitTriggers = stored;
		expect(readTriggerData(data, 'a')).toEqual({});
		changeTriggerData(data, 'a', { url: FIRST });
		expect(readTriggerData(data, 'a').url).toBe(FIRST);
	});

	it.each([null, 'a', 42, ['b']])('is empty where %j stands in its own place', (stored) => {
		data.webAdmitTriggers = { a: stored };
		expect(readTriggerData(data, 'a')).toEqual({});
	});

	it.each([
		{ url: 42 },
		{ url: 'webhook/1' },
		{ byNodes: 'true' },
		{ seenExportFiles: { 0: 1 } },
		{ seenExportFiles: ['x', null, 0] },
		{ registration: null },
		{ registration: 'a' },
		{ registration: { ...registration, userIdentityId: 0 } },
		{ registration: { ...registration, exportId: 'x' } },
		{ registration: { ...registration, exportFileId: undefined } },
		{ registration: { ...registration, url: 42 } },
	])('has nothing of %j', (stored) => {
		data.webAdmitTriggers = { a: stored };
		expect(readTriggerData(data, 'a')).toEqual({ byNodes: false, seenExportFiles: [] });
	});

	it('has ids as numbers', () => {
		data.webAdmitTriggers = {
			a: {
				seenExportFiles: ['7', 8],
				registration: {
					userIdentityId: '37442',
					exportId: '86446',
					exportFileId: '74780',
					url: FIRST,
				},
			},
		};
		expect(readTriggerData(data, 'a')).toEqual({
			byNodes: false,
			seenExportFiles: [7, 8],
			registration,
		});
	});
});

describe('findTriggerUrl', () => {
	it('finds nothing without an active trigger', () => {
		expect(findTriggerUrl(allTriggerData(data))).toBeUndefined();
		changeTriggerData(data, 'a', { byNodes: true, seenExportFiles: [1] });
		expect(findTriggerUrl(allTriggerData(data))).toBeUndefined();
	});

	it('finds the URL of the active one', () => {
		changeTriggerData(data, 'a', { url: undefined });
		changeTriggerData(data, 'b', { url: SECOND });
		expect(findTriggerUrl(allTriggerData(data))).toBe(SECOND);
	});

	it('finds the first of several', () => {
		changeTriggerData(data, 'a', { url: FIRST });
		changeTriggerData(data, 'b', { url: SECOND });
		expect(findTriggerUrl(allTriggerData(data))).toBe(FIRST);
	});

	it('prefers one that waits for runs of other nodes', () => {
		changeTriggerData(data, 'a', { url: FIRST });
		changeTriggerData(data, 'b', { url: SECOND, byNodes: true });
		expect(findTriggerUrl(allTriggerData(data))).toBe(SECOND);
	});

	it('does not find one that waits for them no more', () => {
		changeTriggerData(data, 'a', { url: FIRST });
		changeTriggerData(data, 'b', { byNodes: true });
		expect(findTriggerUrl(allTriggerData(data))).toBe(FIRST);
	});
});
