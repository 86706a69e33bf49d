import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { asNodeError, ExplainedError } from '../errors';
import { createSession } from '../session';
import { findOperation } from './resources';

/**
 * Runs the chosen operation for all items side by side and gives the results in the order of the items. When one
 * fails, it becomes an item `{error}` if the user wants to continue; otherwise all the others are stopped.
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
	const runItem = async (_: INodeExecutionData, item: number): Promise<INodeExecutionData[]> => {
		try {
			const results = await operation.execute(this, item, session);
			return results.map((result) => ({ ...result, pairedItem: { item } }));
		} catch (error) {
			const nodeError = asNodeError(this.getNode(), error, item);
			if (!this.continueOnFail()) throw nodeError;
			return [{ json: { error: nodeError.message }, pairedItem: { item } }];
		}
	};

	try {
		const results = (await Promise.all(this.getInputData().map(runItem))).flat();
		return [operation.finish ? await operation.finish(this, session, results) : results];
	} catch (error) {
		throw asNodeError(this.getNode(), error);
	} finally {
		session.end();
	}
}
