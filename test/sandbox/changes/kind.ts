import type { Rules } from '../api/schema';
import type { Settings } from '../settings';
import type { ChangeKindName, JsonObject } from '../types';

/** The identity that has sent a change, and the program that it is about. */
export interface Place {
	identityId: number;
	programId: number;
	/** The batch that it is part of. Null for a PATCH, PUT, or DELETE. */
	batchId: number | null;
	/** Milliseconds since 1970. */
	at: number;
}

/** Everything in which the kinds of batches of changes differ. */
export interface ChangeKind<C> {
	/** The name in the path. */
	name: ChangeKindName;
	/** The name of the list of changes in the body. */
	list: string;
	/** The name of the list in refusals of the older documentation. */
	olderList: string;
	/** The rules for the form of each change. */
	rules(settings: Settings): Rules;
	/** Reads a change whose form is right. */
	read(entry: JsonObject): C;
	/** What the change sets, so that a later one of the same overrides it. */
	target(change: C): string;
	/** What is set to which value, e.g. `decision_id to 4698`. */
	setting(change: C): string;
	/** Tries the change, unless a newer one overrides it, and tells the result. */
	carryOut(change: C, place: Place, overridden: string | undefined): JsonObject;
}

/** Sentences about what is wrong with a change, by what they are about. */
export type ChangeErrors = Record<string, string>;

/** Errors in the form of a result: null if there are none. */
export function errorsAnswer(errors: ChangeErrors): JsonObject | null {
	return Object.keys(errors).length > 0 ? errors : null;
}
