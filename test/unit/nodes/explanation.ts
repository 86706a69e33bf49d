import { ExplainedError } from '../../../nodes/WebAdmit/errors';

/** What a user reads of an error. As a plain object, since Jest compares two errors by their message only. */
export interface Explanation {
	message: string;
	description: string;
	httpCode?: number;
}

export function explanation(error: unknown): Explanation {
	if (!(error instanceof ExplainedError)) {
		throw new Error('This is not an ExplainedError', { cause: error });
	}
	const { message, description, httpCode } = error;
	return { message, description, httpCode };
}

/** What the task throws; an error when it throws nothing. */
export function thrownBy(task: () => unknown): unknown {
	try {
		task();
	} catch (error) {
		return error;
	}
	throw new Error('Nothing was thrown');
}

/** What the promise is rejected with. To be called at once, so that no rejection goes unhandled while time is advanced. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
	try {
		await promise;
	} catch (error) {
		return error;
	}
	throw new Error('The promise was not rejected');
}
