package io.github.polywire.metricq.listener;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.github.polywire.metricq.MetricChunk;

/**
 * A chunk that came and must be settled.
 *
 * @param consumer what it came by
 * @param tag its delivery tag
 * @param redelivered whether it had been delivered before
 * @param properties the message's properties
 * @param chunk the points
 */
record DeliveredChunk(ChunkConsumer consumer, long tag, boolean redelivered, BasicProperties properties,
		MetricChunk chunk) {
}
