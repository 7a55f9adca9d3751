package io.github.polywire.metricq.network;

import tools.jackson.databind.node.ObjectNode;

/**
 * One function of the manager.
 */
@FunctionalInterface
interface ManagerFunction {

	/**
	 * Answers a request.
	 * @param request the request
	 * @return the results by name
	 * @throws ManagerException if the caller is at fault
	 */
	ObjectNode answer(ManagerRequest request);

}
