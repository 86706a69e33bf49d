import type { IDataObject } from 'n8n-workflow';
import type { ApplicantAddress, ProgramAddress } from '../api/programAddress';
import type { WaitOptions } from '../runs/RunWatcher';
import type { ApiRequest } from '../transport/apiRequest';

/** What a change is recognized by in WebAdMIT's answer. */
export interface ChangeKey {
	casId: string;
	/** What of the applicant is changed, e.g. a custom field by its ID. */
	target: string;
	/** What it is set to, as text. Two equal changes do the same. */
	value: string;
}

/** One thing that is to be set for an applicant. */
export interface Change extends ChangeKey {
	/** What WebAdMIT is told beside the CAS ID. */
	body: IDataObject;
	/** What is set, in words, e.g. `decision`. */
	words: string;
	/** Makes this change by a call of its own, whose answer comes at once. Gives what is set now, as the output has it. */
	makeAlone: (request: ApiRequest, applicant: ApplicantAddress) => Promise<IDataObject>;
}

/** What WebAdMIT says of a change in a batch. */
export interface ChangeResult {
	casId: string;
	/** Undefined where WebAdMIT does not say. */
	target: string | undefined;
	value: string | undefined;
	/** What it is set to now, as the output has it. */
	output: IDataObject;
	/** Sentences; empty when all is well. */
	errors: string[];
}

/** What is to be done for one item. */
export interface ItemChanges {
	/** Index of the item. */
	item: number;
	applicant: ApplicantAddress;
	/** In the order in which they are to be made. Empty when there is nothing to do. */
	changes: Change[];
	wait: WaitOptions;
}

/** Items whose changes go to WebAdMIT together. */
export interface Batch {
	program: ProgramAddress;
	items: ItemChanges[];
}

/** A kind of change that WebAdMIT takes in batches: everything in which one kind differs from the other. */
export interface ChangeKind {
	/** Whether many items go in batches. Where WebAdMIT takes none, each item has calls of its own. */
	hasBatches: boolean;
	/** The end of the path of its batches, e.g. `batch_designations`. */
	batchPath: string;
	/** Name of the list of changes in the body of a batch, e.g. `designations`. */
	listName: string;
	/** The labels by the names of the fields that a batch can be refused for. */
	labels: ReadonlyMap<string, string>;
	/** Up to so many changes of an item that is alone are made by calls of their own. */
	mostSingleCalls: number;
	/** Whether WebAdMIT may write a value in another way than it was sent, e.g. without the space at its end. */
	rewritesValues: boolean;
	/** Reads an entry of a batch's results; throws when it has not the documented shape. */
	readResult: (value: unknown) => ChangeResult;
	/** What an item puts out, beside what says whom it is about. */
	output: (outputs: IDataObject[]) => IDataObject;
}

/** What a user is told when it is not known whether changes were made. */
export const MAYBE_MADE = 'The changes may have been made anyway. Making them again does no harm.';
