package io.github.polywire.dxlstreaming.listener;

import java.time.Duration;
import java.util.List;

import io.github.polywire.dxlstreaming.ChannelOptions;
import io.github.polywire.dxlstreaming.DxlAckMode;
import io.github.polywire.dxlstreaming.DxlStreamErrorHandler;

import org.springframework.util.Assert;

/**
 * What one container does.
 *
 * @param id its id
 * @param topics the topics
 * @param consumer how its consumers consume; with a group
 * @param concurrency how many consumers share the partitions
 * @param ackMode when handled records are committed
 * @param pollInterval the pause after a poll that brought nothing
 * @param errorHandler decides about records that were not handled
 * @param autoStartup whether it starts with the application
 */
public record ListenerOptions(String id, List<String> topics, ChannelOptions consumer, int concurrency,
		DxlAckMode ackMode, Duration pollInterval, DxlStreamErrorHandler errorHandler, boolean autoStartup) {

	/**
	 * Checks the options.
	 * @param id its id
	 * @param topics the topics
	 * @param consumer how its consumers consume
	 * @param concurrency how many consumers share the partitions
	 * @param ackMode when handled records are committed
	 * @param pollInterval the pause after a poll that brought nothing
	 * @param errorHandler decides about records that were not handled
	 * @param autoStartup whether it starts with the application
	 */
	public ListenerOptions {
		Assert.hasText(id, "'id' must not be empty");
		topics = List.copyOf(topics);
		Assert.notEmpty(topics, "'topics' must not be empty");
		Assert.isTrue(consumer.consumerGroup() != null,
				"there is no consumer group; set 'group' or dxl.streaming.consumer.group");
		Assert.isTrue(concurrency > 0 && concurrency <= 1000, "'concurrency' must be from 1 to 1000");
		Assert.isTrue(!pollInterval.isNegative(), "'pollInterval' must not be negative");
		Assert.isTrue("false".equals(consumer.configs().get("enable.auto.commit")),
				"'enable.auto.commit' must be false: a listener commits what it has handled");
	}

	/**
	 * The consumer group.
	 * @return the group
	 */
	public String group() {
		return String.valueOf(this.consumer.consumerGroup());
	}

}
