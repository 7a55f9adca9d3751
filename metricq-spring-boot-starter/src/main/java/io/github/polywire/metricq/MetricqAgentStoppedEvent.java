package io.github.polywire.metricq;

import org.springframework.context.ApplicationEvent;

/**
 * Tells the application that an agent was stopped because of a failure.
 */
public class MetricqAgentStoppedEvent extends ApplicationEvent {

	private final transient Throwable cause;

	/**
	 * Creates an event.
	 * @param agent the agent
	 * @param cause why it was stopped
	 */
	public MetricqAgentStoppedEvent(MetricqAgent agent, Throwable cause) {
		super(agent);
		this.cause = cause;
	}

	/**
	 * The agent.
	 * @return the agent, which can be started again
	 */
	public MetricqAgent getAgent() {
		return (MetricqAgent) getSource();
	}

	/**
	 * Why the agent was stopped.
	 * @return for example a {@link MetricqReconnectTimeoutException}
	 */
	public Throwable getCause() {
		return this.cause;
	}

}
