import type { Rules } from '../api/schema';
import type { Settings } from '../settings';
import type { ChangeKindName, JsonObject } from '../types';

/** Whose request a change came with, and which program it is about. */
export interface Place {
	identityId: number;
	programId: number;
	/** The batch that it is part of; null for a PATCH, PUT or DELETE. */
	batchId: number | null;
	/** Milliseconds since 1970. */
	at: number;
}

/** What differs between the batches of changes. */
export interface ChangeKind<C> {
	/** As it stands in the path. */
	name: ChangeKindName;
	/** What the list of changes is called in the body. */
	list: string;
	/** What the older documentation calls it where it refuses it. */
	olderList: string;
	/** What the form of each change has to be. */
	rules(settings: Settings): Rules;
	/** A change whose form is right. */
	read(entry: JsonObject): C;
	/** What the change sets, so that a later one of the same overrides it. */
	target(change: C): string;
	/** `decision_id to 4698`: what it is set to. */
	setting(change: C): string;
	/** Tries the change, unless a newer one overrides it, and tells the result. */
	carryOut(change: C, place: Place, overridden: string | undefined): JsonObject;
}

/** Sentences about what is wrong with a change, by what they are about. */
export type ChangeErrors = Record<string, string>;

/** Errors as they stand in a result: null when there are none. */
export function errorsAnswer(errors: ChangeErrors): JsonObject | null {
	return Object.keys(errors).length > 0 ? errors : null;
}
