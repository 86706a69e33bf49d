import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { asNodeError, ExplainedError } from '../errors';
import { createSession } from '../session';
import { continuesOnError } from './operation/onError';
import { isTool } from './operation/tool';
import type { AllItemsOperation, ItemOperation, OperationResult } from './operation/types';
import { findOperation } from './resources';

/**
 * Runs the chosen operation for all items, side by side or together. Gives the results in the order of the items. An
 * item that fails becomes an item `{error}` (see `continuesOnError`), or stops all others.
 */
export async function router(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const resource = this.getNodeParameter('resource', 0);
	const name = this.getNodeParameter('operation', 0);
	const operation = findOperation(resource, name);
	if (!operation) {
		throw asNodeError(
			this.getNode(),
			new ExplainedError(`There is no operation '${name}' for '${resource}'`, {
				description:
					"Choose the 'Resource' and the 'Operation' again, or update the package n8n-nodes-webadmit.",
			}),
		);
	}

	const session = createSession(this);
	const asItem = (result: OperationResult[number], item: number): INodeExecutionData => ({
		...result,
		pairedItem: { item },
	});
	const failed = (error: unknown, item: number): INodeExecutionData => {
		const nodeError = asNodeError(this.getNode(), error, item);
		if (!continuesOnError(this)) throw nodeError;
		const { message, description } = nodeError;
		// An AI model sees only the item, so the item has the advice too.
		return { json: { error: message, ...(isTool(this) && { description }) }, pairedItem: { item } };
	};
	const runItems = async ({ execute, finish }: ItemOperation): Promise<INodeExecutionData[]> => {
		const runItem = async (item: number): Promise<INodeExecutionData[]> => {
			try {
				return (await execute(this, item, session)).map((result) => asItem(result, item));
			} catch (error) {
				return [failed(error, item)];
			}
		};
		const results = (
			await Promise.all(this.getInputData().map(async (_, item) => await runItem(item)))
		).flat();
		return finish ? await finish(this, session, results) : results;
	};
	const runTogether = async ({ executeAll }: AllItemsOperation): Promise<INodeExecutionData[]> =>
		(await executeAll(this, session)).flatMap((result, item) =>
			'error' in result
				? [failed(result.error, item)]
				: result.results.map((entry) => asItem(entry, item)),
		);

	try {
		return [
			operation.executeAll === undefined ? await runItems(operation) : await runTogether(operation),
		];
	} catch (error) {
		throw asNodeError(this.getNode(), error);
	} finally {
		session.end();
	}
}
