import { ExplainedError, UnsureError } from '../../../nodes/WebAdmit/errors';
import { Starting } from '../../../nodes/WebAdmit/transport/starting';

const SETTINGS = { repeatedWithin: 20_000, advice: 'Look first.' };

const error = new ExplainedError('It broke', { description: 'Mend it.', isPassing: true });

describe('a call that starts nothing', () => {
	it('can always be repeated', () => {
		const starting = new Starting(undefined);
		starting.noteLost(1_000);
		expect(starting.isRepeatable(1e12)).toBe(true);
		expect(starting.isUrgent).toBe(false);
		expect(starting.explained(error)).toBe(error);
	});
});

describe('a call that starts something', () => {
	it('can be repeated for ever as long as nothing can have been started', () => {
		const starting = new Starting(SETTINGS);
		expect(starting.isRepeatable(1e12)).toBe(true);
		expect(starting.isUrgent).toBe(false);
		expect(starting.explained(error)).toBe(error);
	});

	it('can be repeated soon after the first answer that was lost, and is in a hurry', () => {
		const starting = new Starting(SETTINGS);
		starting.noteLost(1_000);
		starting.noteLost(15_000);
		expect(starting.isUrgent).toBe(true);
		expect(starting.isRepeatable(21_000)).toBe(true);
		expect(starting.isRepeatable(21_001)).toBe(false);
	});

	it('says in its error that something may have been started', () => {
		const starting = new Starting(SETTINGS);
		starting.noteLost(1_000);
		const explained = starting.explained(error);
		expect(explained).toBeInstanceOf(UnsureError);
		expect(explained).toMatchObject({ description: 'Mend it. Look first.', isPassing: true });
		const cancelled = new Error('The execution was cancelled');
		expect(starting.explained(cancelled)).toBe(cancelled);
	});
});
