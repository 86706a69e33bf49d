import type { IDataObject } from 'n8n-workflow';
import {
	findTriggerUrl,
	leaveTriggerUrl,
	removeTriggerUrl,
} from '../../../nodes/WebAdmit/callbacks/triggerUrls';

const FIRST = 'https://n8n.example.edu/webhook/1';
const SECOND = 'https://n8n.example.edu/webhook/2';

let data: IDataObject;

beforeEach(() => {
	data = { other: 'untouched' };
});

describe('the URLs of triggers', () => {
	it('are found once they have been left', () => {
		expect(findTriggerUrl(data)).toBeUndefined();
		leaveTriggerUrl(data, 'WebAdMIT Trigger', FIRST);
		expect(findTriggerUrl(data)).toBe(FIRST);
		expect(data).toEqual({
			other: 'untouched',
			webAdmitTriggerUrls: { 'WebAdMIT Trigger': FIRST },
		});
	});

	it('stand beside each other', () => {
		leaveTriggerUrl(data, 'A', FIRST);
		leaveTriggerUrl(data, 'B', SECOND);
		removeTriggerUrl(data, FIRST);
		expect(findTriggerUrl(data)).toBe(SECOND);
		removeTriggerUrl(data, SECOND);
		expect(findTriggerUrl(data)).toBeUndefined();
	});

	it('take the place of an older one of the same trigger', () => {
		leaveTriggerUrl(data, 'A', FIRST);
		leaveTriggerUrl(data, 'A', SECOND);
		expect(data.webAdmitTriggerUrls).toEqual({ A: SECOND });
	});

	it('are taken back under whatever name', () => {
		leaveTriggerUrl(data, 'Old Name', FIRST);
		leaveTriggerUrl(data, 'New Name', FIRST);
		removeTriggerUrl(data, FIRST);
		expect(data.webAdmitTriggerUrls).toEqual({});
	});

	it('can be taken back though there are none', () => {
		removeTriggerUrl(data, FIRST);
		expect(data).toEqual({ other: 'untouched' });
	});

	it.each([null, 'a', 42, ['b'], { A: 42 }])('are none where %j stands', (left) => {
		data.webAdmitTriggerUrls = left;
		expect(findTriggerUrl(data)).toBeUndefined();
	});

	it.each([null, 'a', ['b']])('take the place of %j', (left) => {
		data.webAdmitTriggerUrls = left;
		leaveTriggerUrl(data, 'A', FIRST);
		expect(data.webAdmitTriggerUrls).toEqual({ A: FIRST });
	});

	it('are found behind what is none', () => {
		data.webAdmitTriggerUrls = { A: null, B: SECOND };
		expect(findTriggerUrl(data)).toBe(SECOND);
	});
});
