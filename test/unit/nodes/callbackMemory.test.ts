import type { IDataObject } from 'n8n-workflow';
import { CallbackMemory } from '../../../nodes/WebAdmit/trigger/callbackMemory';

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
	return new CallbackMemory(owner, data);
}

function numbersUpTo(last: number): number[] {
	return Array.from({ length: last }, (_, index) => index + 1);
}

describe('CallbackMemory', () => {
	it('gives a run to the first who asks', () => {
		expect(memory().claim(1)).toBe(true);
		expect(memory().claim(1)).toBe(false);
		expect(memory().claim(2)).toBe(true);
	});

	it('gives a run again when nothing came of it', () => {
		memory().claim(1);
		memory().release(1);
		expect(memory().has(1)).toBe(false);
		expect(memory().claim(1)).toBe(true);
	});

	it('does not give a run again that has been dealt with', () => {
		memory().claim(1);
		expect(memory().has(1)).toBe(false);
		memory().keep(1);
		expect(memory().has(1)).toBe(true);
		expect(memory().claim(1)).toBe(false);
		memory().release(1);
		expect(memory().claim(1)).toBe(false);
	});

	it('keeps what has been dealt with in the data of the node', () => {
		for (const id of [3, 1, 2, 1]) memory().keep(id);
		expect(data).toEqual({ seenExportFiles: [3, 1, 2] });
	});

	it('knows from the data of the node what another process has dealt with', () => {
		data.seenExportFiles = [7, '8', 'x', null];
		expect(memory().has(7)).toBe(true);
		expect(memory().has(8)).toBe(true);
		expect(memory().claim(7)).toBe(false);
		memory().keep(9);
		expect(data.seenExportFiles).toEqual([7, 8, 9]);
	});

	it.each([null, 'a', 42, { 0: 1 }])('knows of nothing where %j stands', (saved) => {
		data.seenExportFiles = saved;
		expect(memory().has(1)).toBe(false);
		memory().keep(1);
		expect(data.seenExportFiles).toEqual([1]);
	});

	it('knows what it has dealt with, even if the data of the node does not', () => {
		memory().keep(1);
		// As when another request, which began before, has saved its data after this one.
		data = {};
		expect(memory().claim(1)).toBe(false);
		memory().keep(2);
		expect(data.seenExportFiles).toEqual([1, 2]);
	});

	it('does not hold on for ever to a run that has been dealt with', () => {
		memory().claim(1);
		memory().keep(1);
		for (const id of numbersUpTo(1_001)) memory().keep(id + 1);
		data = {};
		expect(memory().claim(1)).toBe(true);
	});

	it('remembers the last thousand', () => {
		for (const id of numbersUpTo(1_001)) memory().keep(id);
		expect(data.seenExportFiles).toEqual(numbersUpTo(1_001).slice(1));
		expect(memory().has(1)).toBe(false);
		expect(memory().has(2)).toBe(true);
	});

	it('is one of each trigger', () => {
		memory().keep(1);
		expect(new CallbackMemory(`${owner}-other`, {}).claim(1)).toBe(true);
	});
});
