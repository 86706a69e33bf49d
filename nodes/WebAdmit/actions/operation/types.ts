import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';
import type { Session } from '../../session';

/** The output of an operation for one item. The router adds which item it came from. */
export type OperationResult = Array<Pick<INodeExecutionData, 'json' | 'binary'>>;

/** The result of one item, from an operation that handles all items together. */
export type ItemResult = { results: OperationResult } | { error: unknown };

interface Described {
	/** Its parameters. `resources.ts` adds when they are shown. */
	description: INodeProperties[];
}

/** An operation that handles each item by itself. The items run side by side. What they share is in the session. */
export interface ItemOperation extends Described {
	execute: (
		context: IExecuteFunctions,
		itemIndex: number,
		session: Session,
	) => Promise<OperationResult>;
	/** Called once all items are done. Gets their results, and gives the output of the node. */
	finish?: (
		context: IExecuteFunctions,
		session: Session,
		results: INodeExecutionData[],
	) => Promise<INodeExecutionData[]>;
	executeAll?: undefined;
}

/** An operation that handles all items together. */
export interface AllItemsOperation extends Described {
	/** The result of each item, in the order of the items. */
	executeAll: (context: IExecuteFunctions, session: Session) => Promise<ItemResult[]>;
}

/** One operation of a resource: a file `<operation>.operation.ts`. */
export type Operation = (ItemOperation | AllItemsOperation) & {
	/** Its entry in the list 'Operation': name, action, description and, as `value`, the name that workflows rely on. */
	option: INodePropertyOptions & { value: string };
};

/** One resource: a folder with an `index.ts`. */
export interface Resource {
	option: INodePropertyOptions & { value: string };
	/** The operation that is chosen by default. */
	defaultOperation: string;
	operations: Operation[];
}
