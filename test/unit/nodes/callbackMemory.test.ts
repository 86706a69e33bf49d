import type { IDataObject } from 'n8n-workflow';
import { CallbackMemory } from '../../../nodes/WebAdmit/trigger/callbackMemory';
import { changeTriggerData, readTriggerData } from '../../../nodes/WebAdmit/trigger/triggerData';

/** Every test has a trigger of its own: what the process remembers outlives a memory. */
let owner = '';
let triggers = 0;
let data: IDataObject;

beforeEach(() => {
	triggers += 1;
	owner = `workflow/${triggers}`;
	data = {};
});

function memory(): CallbackMemory {
	return new CallbackMemory(owner, 'node', data);
}

/** As a callback that saves for all of its moment. */
function keep(id: number): void {
	const kept = memory();
	kept.keep(id);
	kept.write();
}

function saved(): number[] | undefined {
	return readTriggerData(data, 'node').seenExportFiles;
}

function numbersUpTo(last: number): number[] {
	return Array.from({ length: last }, (_, index) => index + 1);
}

describe('CallbackMemory', () => {
	it('knows which run has been dealt with', () => {
		expect(memory().has(1)).toBe(false);
		keep(1);
		expect(memory().has(1)).toBe(true);
		expect(memory().has(2)).toBe(false);
	});

	it('keeps it in the data of the trigger, beside what stands there', () => {
		changeTriggerData(data, 'node', { byNodes: true });
		for (const id of [3, 1, 2, 1]) keep(id);
		expect(saved()).toEqual([3, 1, 2]);
		expect(readTriggerData(data, 'node').byNodes).toBe(true);
	});

	it('knows from there what another process has dealt with', () => {
		changeTriggerData(data, 'node', { seenExportFiles: [7, 8] });
		expect(memory().has(7)).toBe(true);
		expect(memory().has(8)).toBe(true);
		keep(9);
		expect(saved()).toEqual([7, 8, 9]);
	});

	it('knows what it has dealt with, even if the data does not', () => {
		keep(1);
		// As when another request, which began before, has saved its data after this one.
		data = {};
		expect(memory().has(1)).toBe(true);
		keep(2);
		expect(saved()).toEqual([1, 2]);
	});

	it('saves for others what they have dealt with meanwhile', () => {
		const first: IDataObject = {};
		const second: IDataObject = {};
		const early = new CallbackMemory(owner, 'node', first);
		early.keep(1);
		new CallbackMemory(owner, 'node', second).keep(2);
		early.write();
		expect(readTriggerData(first, 'node').seenExportFiles).toEqual([1, 2]);
		expect(readTriggerData(second, 'node').seenExportFiles).toBeUndefined();
	});

	it('saves for the other triggers of the workflow, which n8n saves as a whole', () => {
		const before: IDataObject = {};
		new CallbackMemory(owner, 'other', {}).keep(2);
		const own = new CallbackMemory(owner, 'node', before);
		own.keep(1);
		own.write();
		expect(readTriggerData(before, 'node').seenExportFiles).toEqual([1]);
		expect(readTriggerData(before, 'other').seenExportFiles).toEqual([2]);
	});

	it('writes nothing for a trigger that has not been called back', () => {
		expect(new CallbackMemory(owner, 'other', data).has(1)).toBe(false);
		keep(1);
		expect(data).toEqual({ webAdmitTriggers: { node: expect.anything() as unknown } });
	});

	it('remembers the last thousand', () => {
		changeTriggerData(data, 'node', { seenExportFiles: numbersUpTo(1_000) });
		keep(1_001);
		expect(saved()).toEqual(numbersUpTo(1_001).slice(1));
		expect(memory().has(1)).toBe(false);
		expect(memory().has(2)).toBe(true);
	});

	it('remembers the last thousand without the data', () => {
		for (const id of numbersUpTo(1_000)) {
			data = {};
			keep(id);
		}
		data = {};
		expect(memory().has(1)).toBe(true);
		keep(1_001);
		data = {};
		expect(memory().has(1)).toBe(false);
		expect(memory().has(2)).toBe(true);
	});

	it('is one of each trigger', () => {
		keep(1);
		expect(new CallbackMemory(`${owner}-other`, 'node', {}).has(1)).toBe(false);
		expect(new CallbackMemory(owner, 'other', data).has(1)).toBe(false);
	});
});
