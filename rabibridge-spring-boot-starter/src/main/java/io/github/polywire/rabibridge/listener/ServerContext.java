package io.github.polywire.rabibridge.listener;

import io.github.polywire.rabibridge.connection.BrokerConnection;
import io.github.polywire.rabibridge.observation.RemoteCallReplyConvention;
import io.github.polywire.rabibridge.observation.RemoteCallServerConvention;
import io.github.polywire.rabibridge.wire.BodyCodec;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * What all containers of a registry have in common.
 *
 * @param connection the connection
 * @param replies publishes the replies
 * @param codec decodes requests and encodes replies
 * @param settings how functions are served
 * @param executors makes the executors that handlers run on
 * @param observations where calls are observed
 * @param serverConvention names and tags of served calls, or {@code null}
 * @param replyConvention names and tags of replies, or {@code null}
 */
record ServerContext(BrokerConnection connection, ReplyPublisher replies, BodyCodec codec, ServerSettings settings,
		HandlerExecutorFactory executors, ObservationRegistry observations,
		@Nullable RemoteCallServerConvention serverConvention, @Nullable RemoteCallReplyConvention replyConvention) {

}
