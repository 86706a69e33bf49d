import type { IDataObject } from 'n8n-workflow';
import type { ApplicantAddress, ProgramAddress } from '../api/programAddress';
import type { WaitOptions } from '../runs/RunWatcher';
import type { ApiRequest } from '../transport/apiRequest';

/** What WebAdMIT's answer about a change is recognized by. */
export interface ChangeKey {
	casId: string;
	/** What is changed about the applicant, e.g. the ID of a custom field. */
	target: string;
	/** The new value, as text. Two changes with equal keys do the same. */
	value: string;
}

/** One thing to set for an applicant. */
export interface Change extends ChangeKey {
	/** What is sent to WebAdMIT beside the CAS ID. */
	body: IDataObject;
	/** What is set, in words, e.g. `decision`. */
	words: string;
	/** Makes this change with a call of its own, which is answered at once. Gives what is set now, in the form of the output. */
	makeAlone: (request: ApiRequest, applicant: ApplicantAddress) => Promise<IDataObject>;
}

/** What WebAdMIT says about one change in a batch. */
export interface ChangeResult {
	casId: string;
	/** Undefined if WebAdMIT does not say. */
	target: string | undefined;
	value: string | undefined;
	/** What is set now, in the form of the output. */
	output: IDataObject;
	/** WebAdMIT's sentences. Empty if the change was made. */
	errors: string[];
}

/** The changes for one item. */
export interface ItemChanges {
	/** Index of the item. */
	item: number;
	applicant: ApplicantAddress;
	/** In the order in which to make them. Empty if there is nothing to do. */
	changes: Change[];
	wait: WaitOptions;
}

/** Items whose changes go to WebAdMIT together. */
export interface Batch {
	program: ProgramAddress;
	items: ItemChanges[];
}

/** A kind of change that WebAdMIT takes in batches. It holds everything in which the kinds differ. */
export interface ChangeKind {
	/** Whether items go in batches. If WebAdMIT takes none, each item has calls of its own. */
	hasBatches: boolean;
	/** The end of the path of its batches, e.g. `batch_designations`. */
	batchPath: string;
	/** Name of the list of changes in the body of a batch, e.g. `designations`. */
	listName: string;
	/** The fields for which WebAdMIT can refuse a batch, with the labels of the parameters that they come from. */
	labels: ReadonlyMap<string, string>;
	/** If an item is alone in its batch and has at most this many changes, each change is made by a call of its own. */
	mostSingleCalls: number;
	/** Whether WebAdMIT may return a value in another form than it was sent in, e.g. without the space at its end. */
	rewritesValues: boolean;
	/** Reads one of the results of a batch. Throws if it does not have the documented shape. */
	readResult: (value: unknown) => ChangeResult;
	/** The output for an item, without the fields that say which applicant it is about. */
	output: (outputs: IDataObject[]) => IDataObject;
}

/** What a user is told when it is not known whether changes were made. */
export const MAYBE_MADE = 'The changes may have been made anyway. Making them again does no harm.';
