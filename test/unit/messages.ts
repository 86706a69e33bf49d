import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { repositoryRoot } from '../n8n-server';

/** Functions that make an error of a message, beside `new …Error(…)`: the message is their first argument. */
const MAKERS = ['explain'];

/** Functions that return a message for an error that others make. */
const WRITERS = ['unreachableCallback'];

/** Errors of n8n: they only wrap ours. */
const WRAPPERS = ['NodeApiError', 'NodeOperationError', 'Error'];

/** What stands for a value that is known only when it happens. */
export const GAP = '…';

export interface Messages {
	/** What users can be told, with a {@link GAP} for each value, e.g. `Run … of export … failed in WebAdMIT`. */
	texts: string[];
	/** Where an error is made of a message that can't be read from the source, as `file: expression`. */
	unread: string[];
}

/** The messages of errors and warnings in the code of the nodes and the credential. */
export function messagesInSources(): Messages {
	const texts = new Set<string>();
	const unread = new Set<string>();
	for (const file of sourceFiles()) {
		const source = ts.createSourceFile(
			file,
			readFileSync(file, 'utf8'),
			ts.ScriptTarget.ES2022,
			true,
		);
		const visit = (node: ts.Node): void => {
			const message = messageIn(node);
			if (message !== undefined) {
				const found = textsOf(message).filter(saysSomething);
				for (const text of found) texts.add(text);
				if (found.length === 0) unread.add(`${path.basename(file)}: ${message.getText()}`);
			}
			ts.forEachChild(node, visit);
		};
		visit(source);
	}
	return { texts: [...texts], unread: [...unread] };
}

function sourceFiles(): string[] {
	return ['nodes', 'credentials'].flatMap((folder) =>
		readdirSync(path.join(repositoryRoot, folder), { recursive: true, encoding: 'utf8' })
			.filter((file) => file.endsWith('.ts'))
			.map((file) => path.join(repositoryRoot, folder, file)),
	);
}

/** The expression that a user reads the value of, if the node makes an error or a warning. */
function messageIn(node: ts.Node): ts.Expression | undefined {
	if (ts.isNewExpression(node)) {
		const name = node.expression.getText();
		return /(Error|Failure)$/.test(name) && !WRAPPERS.includes(name) && name !== 'ConnectionFailure'
			? node.arguments?.[0]
			: undefined;
	}
	if (ts.isCallExpression(node)) {
		const name = node.expression.getText();
		// The message is written in the constructor there.
		const isFailure =
			name === 'super' &&
			enclosing(node, ts.isClassDeclaration)?.name?.text === 'ConnectionFailure';
		return isFailure || MAKERS.includes(name) ? node.arguments[0] : undefined;
	}
	if (ts.isPropertyAssignment(node) && node.name.getText() === 'message') {
		const call = enclosing(node, ts.isCallExpression)?.expression.getText() ?? '';
		const isRule = enclosing(node, ts.isPropertyDeclaration)?.name.getText() === 'test';
		return isRule || call.endsWith('.addExecutionHints') ? node.initializer : undefined;
	}
	if (ts.isReturnStatement(node)) {
		const name = enclosing(node, ts.isFunctionDeclaration)?.name?.text ?? '';
		const isText = node.expression !== undefined && ts.isTemplateExpression(node.expression);
		return WRITERS.includes(name) && isText ? node.expression : undefined;
	}
	return undefined;
}

function enclosing<T extends ts.Node>(
	node: ts.Node,
	is: (candidate: ts.Node) => candidate is T,
): T | undefined {
	for (let current = node.parent as ts.Node | undefined; current; current = current.parent) {
		if (is(current)) return current;
	}
	return undefined;
}

/** Every text that an expression can have, as far as it is written there or in a constant beside it. */
function textsOf(expression: ts.Expression): string[] {
	if (ts.isStringLiteralLike(expression)) return [expression.text];
	if (ts.isTemplateExpression(expression)) {
		const { head, templateSpans } = expression;
		const rest = templateSpans.map(
			({ expression: value, literal }) => `${isItem(value) ? '' : GAP}${literal.text}`,
		);
		return [[head.text, ...rest].join('')];
	}
	if (ts.isConditionalExpression(expression)) {
		return [...textsOf(expression.whenTrue), ...textsOf(expression.whenFalse)];
	}
	if (ts.isBinaryExpression(expression)) {
		return [...textsOf(expression.left), ...textsOf(expression.right)];
	}
	if (ts.isIdentifier(expression)) {
		const statements = enclosing(expression, ts.isFunctionDeclaration)?.body?.statements ?? [];
		const constants = statements
			.flatMap((statement) =>
				ts.isVariableStatement(statement) ? [...statement.declarationList.declarations] : [],
			)
			.filter(({ name }) => name.getText() === expression.text);
		return constants.flatMap(({ initializer }) => (initializer ? textsOf(initializer) : []));
	}
	return [];
}

/** Whether the value is the end of a message that says which item it is about, or nothing. */
function isItem(value: ts.Expression): boolean {
	return ts.isCallExpression(value) && value.expression.getText() === 'atItem';
}

/** Not only gaps and a word between them. */
function saysSomething(text: string): boolean {
	return text.replaceAll(GAP, ' ').trim().split(/\s+/).length >= 2;
}
