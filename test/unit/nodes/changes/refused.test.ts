import { designations } from '../../../../nodes/WebAdmit/changes/kinds/designations';
import { customFieldAnswers } from '../../../../nodes/WebAdmit/changes/kinds/customFieldAnswers';
import { refusedBatch } from '../../../../nodes/WebAdmit/changes/refusedBatch';
import { itemError, RefusedChangeError } from '../../../../nodes/WebAdmit/changes/refusedChange';
import { ExplainedError } from '../../../../nodes/WebAdmit/errors';
import { explanation } from '../explanation';
import { change, itemOf } from './support';

const refusal = (...sentences: string[]) =>
	new ExplainedError(sentences.join(' '), { description: 'D.', httpCode: 422, sentences });

describe('refusedBatch', () => {
	const items = [
		itemOf(3, '1'),
		itemOf(5, '2', { changes: [change('2', 'A', '1'), change('2', 'B', '2')] }),
	];

	it('names the item and the field instead of the place in the batch', () => {
		const sentence =
			"The property '#/designations/2/applicant_cas_id' of type Fixnum did not match the following type: string";

		expect(explanation(refusedBatch(designations, items, refusal(sentence)))).toEqual({
			message:
				"WebAdMIT refused the whole batch because of 'CAS ID' [Item 5]: The property 'CAS ID' of type Fixnum did not match the following type: string",
			description:
				"No change in this batch was made. Correct 'CAS ID' of item 5, and run this again.",
			httpCode: 422,
		});
	});

	it('knows the list by its older name, and what is not a field of the panel by its words', () => {
		const sentence = "The property '#/custom_question_answers/1/news' is odd";

		expect(
			explanation(refusedBatch(customFieldAnswers, items, refusal(sentence))).message,
		).toContain("because of 'A' of applicant 2 [Item 5]");
	});

	it.each([
		["The property '#/designations/9/applicant_cas_id' is odd"],
		["The property '#/' did not contain a required property of 'designations'"],
		['Program not found'],
	])('leaves alone what names no change: %s', (sentence) => {
		const error = refusal(sentence);

		expect(refusedBatch(designations, items, error)).toBe(error);
	});

	it('leaves alone what is no error of WebAdMIT', () => {
		const error = new Error('stopped');

		expect(refusedBatch(designations, items, error)).toBe(error);
	});
});

describe('itemError', () => {
	const applicant = { userIdentityId: 1, programId: 2, casId: '123' };
	const one = [change('123', 'House', 'x')];
	const three = [...one, change('123', 'Notes', 'x'), change('123', 'Paid', 'x')];
	const output = {};

	it.each([
		['No applicant found for that applicant_cas_id', 'Check the CAS ID'],
		[
			'A newer update (setting decision_id to 4698) is overriding this update',
			'The last one counts',
		],
		["Can't set the decision_id when the local_status is not null", 'Remove the local status'],
		[
			'Cannot update a decision code for an applicant with that application status.',
			'only in some of its statuses',
		],
		["Decision '99' not found.", 'each cycle has its own decisions'],
		['"X" is not a valid option (expected "Y")', 'one of the options'],
		['Something new.', 'Look at the applicant in WebAdMIT'],
	])('says what WebAdMIT said, of whom, and what to do: %s', (sentence, advice) => {
		const error = itemError(applicant, one, [{ error: new RefusedChangeError([sentence]) }]);

		expect(explanation(error).message).toBe(
			`${sentence.replace(/\.$/, '')} ('House' of applicant 123)`,
		);
		expect(explanation(error).description).toContain(advice);
	});

	it('says of several changes which failed, why, and which were stored', () => {
		const error = itemError(applicant, three, [
			{ output },
			{ error: new RefusedChangeError(['Too long.', 'And wrong.']) },
			{ output },
		]);

		expect(explanation(error).message).toBe(
			"Too long; And wrong ('Notes' of applicant 123). Stored: 'House', 'Paid'",
		);
	});

	it('is the same for all changes where it is not about the applicant', () => {
		const refused = new ExplainedError('WebAdMIT refused the API key', {
			description: 'D.',
			httpCode: 401,
		});

		expect(
			itemError(
				applicant,
				three,
				three.map(() => ({ error: refused })),
			),
		).toBe(refused);
	});

	it('tells of what was stored although the next call got no answer', () => {
		const away = new ExplainedError('WebAdMIT could not be reached', { description: 'D.' });
		const error = itemError(applicant, three, [{ output }, { error: away }, { error: away }]);

		expect(explanation(error).message).toBe(
			"WebAdMIT could not be reached ('Notes' of applicant 123); WebAdMIT could not be reached ('Paid' of applicant 123). Stored: 'House'",
		);
	});

	it('does not name an applicant twice', () => {
		const error = itemError(applicant, one, [{ error: refusal("Applicant '123' not found.") }]);

		expect(explanation(error)).toMatchObject({
			message: "Applicant '123' not found.",
			httpCode: 422,
		});
	});

	it('passes on what ends the execution', () => {
		const stopped = new Error('stopped');

		expect(itemError(applicant, one, [{ error: stopped }])).toBe(stopped);
	});
});
