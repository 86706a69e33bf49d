import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { ChangeKind, ItemChanges } from '../../changes/ChangeKind';
import { makeChanges } from '../../changes/makeChanges';
import { ExplainedError } from '../../errors';
import { maxWaitForBatchOption, optionsOf, pollIntervalOption } from '../../fields/options';
import type { NodeParameters } from '../../parameters/NodeParameters';
import { parametersOfItem } from '../../parameters/NodeParameters';
import { readWaitOptions } from '../../parameters/waitOptions';
import type { Session } from '../../session';
import { continuesOnError } from '../operation/onError';
import type { AllItemsOperation, ItemResult } from '../operation/types';

/**
 * Reads the changes for one item.
 *
 * @param json the data of the item.
 */
export type ReadChanges = (
	parameters: NodeParameters,
	json: IDataObject,
) => Promise<Pick<ItemChanges, 'applicant' | 'changes'>>;

interface ChangeOperation {
	kind: ChangeKind;
	/** Its parameters, without the options about waiting that all such operations have. */
	parameters: INodeProperties[];
	/** Its other options, beside those about waiting. */
	options?: INodeProperties[];
	/** Makes the reader for an execution. All items share what it looks up. */
	reader: (context: IExecuteFunctions, session: Session) => ReadChanges;
}

/**
 * An operation that changes something about applicants. All items are checked before anything is sent. An item with a
 * mistake stops the node. Where errors become items, it becomes an error item, and the other items are done.
 */
export function changesOf({
	kind,
	parameters,
	options = [],
	reader,
}: ChangeOperation): AllItemsOperation {
	return {
		description: [
			...parameters,
			...(kind.hasBatches
				? [optionsOf(...options, maxWaitForBatchOption, pollIntervalOption)]
				: []),
		],

		executeAll: async (context, session) => {
			const readChanges = reader(context, session);
			const read = await Promise.allSettled(
				context.getInputData().map(async ({ json }, item): Promise<ItemChanges> => {
					const ofItem = parametersOfItem(context, item);
					const wait = readWaitOptions(ofItem);
					return { item, wait, ...(await readChanges(ofItem, json)) };
				}),
			);
			const continues = continuesOnError(context);
			const isStopped = !continues && read.some(({ status }) => status === 'rejected');
			const good = read.flatMap((item) => (item.status === 'fulfilled' ? [item.value] : []));
			const outcomes = await makeChanges(kind, isStopped ? [] : good, session);

			const done = [...outcomes.values()].filter((outcome) => 'output' in outcome).length;
			return read.map((item, index): ItemResult => {
				if (item.status === 'rejected') {
					const error: unknown = item.reason;
					return { error };
				}
				const outcome = outcomes.get(index);
				// Nothing was sent, since another item stops the node.
				if (outcome === undefined) return { results: [] };
				if ('output' in outcome) return { results: [{ json: outcome.output }] };
				return { error: continues ? outcome.error : withDone(outcome.error, done) };
			});
		},
	};
}

/** The error that stops the node. It says how many items were done, since the user then sees no items. */
function withDone(error: unknown, done: number): unknown {
	if (!(error instanceof ExplainedError) || done === 0) return error;
	const { message, description, httpCode } = error;
	const items = done === 1 ? 'item' : 'items';
	return new ExplainedError(message, {
		httpCode,
		description: `${description} WebAdMIT has made the changes of ${done} other ${items}. To see the result of each item, choose Settings > On Error > Continue in this node.`,
	});
}
