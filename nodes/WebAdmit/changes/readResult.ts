import type { IDataObject } from 'n8n-workflow';
import { isRecord } from '../json';
import { unexpectedAnswer } from '../transport/refusals';
import type { ChangeResult } from './ChangeKind';

/**
 * Reads the fields that every result has: `{applicant_cas_id, errors}`. `errors` is null or an object of sentences, or
 * of lists of them.
 *
 * @param readChange reads which change it is about.
 */
export function readResultAbout(
	value: unknown,
	readChange: (result: IDataObject) => Pick<ChangeResult, 'target' | 'value' | 'output'>,
): ChangeResult {
	const casId = isRecord(value) ? value.applicant_cas_id : undefined;
	if (!isRecord(value) || (typeof casId !== 'string' && typeof casId !== 'number')) {
		throw unexpectedAnswer("'applicant_cas_id' is", value);
	}
	return { casId: String(casId), errors: sentencesIn(value.errors), ...readChange(value) };
}

function sentencesIn(errors: unknown): string[] {
	if (typeof errors === 'string') return errors.trim() === '' ? [] : [errors];
	if (Array.isArray(errors)) return errors.flatMap(sentencesIn);
	return isRecord(errors) ? Object.values(errors).flatMap(sentencesIn) : [];
}
