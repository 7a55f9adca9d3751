package io.github.polywire.databus;

import java.time.Duration;
import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * What the databus can be told.
 *
 * @param consumerPrefix what comes before {@code /consumers}
 * @param producerPrefix what comes before {@code /produce}
 * @param user who may log in
 * @param client who may get a token by client credentials
 * @param tokens how long tokens are good
 * @param consumers bounds of consumer instances
 * @param groups the consumer groups there are; empty: whichever a client names
 * @param topicPartitions the number of partitions of a topic that comes into being
 * @param maxTopics how many topics may come into being
 * @param maxRequestSize the size up to which a request is read
 * @param faults what goes wrong on purpose
 */
@ConfigurationProperties("databus")
record DatabusProperties(@DefaultValue("/databus/consumer-service/v1") String consumerPrefix,
		@DefaultValue("/databus/cloudproxy/v1") String producerPrefix, @DefaultValue User user,
		@DefaultValue Client client, @DefaultValue Tokens tokens, @DefaultValue Consumers consumers,
		@DefaultValue List<String> groups, @DefaultValue("3") int topicPartitions, @DefaultValue("1000") int maxTopics,
		@DefaultValue("16MB") DataSize maxRequestSize, @DefaultValue Faults faults) {

	DatabusProperties {
		Assert.isTrue(topicPartitions > 0, "databus.topic-partitions must be at least 1");
	}

	/**
	 * Who may log in.
	 *
	 * @param name the name
	 * @param password the password
	 */
	record User(@DefaultValue("me") String name, @DefaultValue("secret") String password) {

		@Override
		public String toString() {
			return "User[name=" + this.name + "]";
		}

	}

	/**
	 * Who may get a token by client credentials.
	 *
	 * @param id the identifier
	 * @param secret the secret
	 */
	record Client(@DefaultValue("databus-client") String id, @DefaultValue("databus-secret") String secret) {

		@Override
		public String toString() {
			return "Client[id=" + this.id + "]";
		}

	}

	/**
	 * How long tokens are good.
	 *
	 * @param lifetime how long from their issue
	 * @param maxUses for how many requests; 0: for any number
	 */
	record Tokens(@DefaultValue("1h") Duration lifetime, @DefaultValue("0") int maxUses) {

		Tokens {
			Assert.isTrue(lifetime.toMillis() > 0, "databus.tokens.lifetime must be positive");
			Assert.isTrue(maxUses >= 0, "databus.tokens.max-uses must not be negative");
		}

	}

	/**
	 * Bounds of consumer instances.
	 *
	 * @param max how many there may be at a time
	 * @param sessionTimeout how long one lives without a call, unless its creator says
	 * @param pollTimeout how long a poll waits for records, unless it says
	 * @param maxPollTimeout how long a poll can wait at most
	 * @param joinTimeout how long a subscription waits until its group has formed; that
	 * goes on later if it takes longer
	 */
	record Consumers(@DefaultValue("200") int max, @DefaultValue("60s") Duration sessionTimeout,
			@DefaultValue("500ms") Duration pollTimeout, @DefaultValue("30s") Duration maxPollTimeout,
			@DefaultValue("3s") Duration joinTimeout) {

	}

	/**
	 * What goes wrong on purpose.
	 *
	 * @param unavailable the share of requests that is answered with 503, from 0 to 1
	 * @param cut the share of responses that is cut in the middle, from 0 to 1
	 */
	record Faults(@DefaultValue("0") double unavailable, @DefaultValue("0") double cut) {

	}

}
