package io.github.polywire.metricq.connection;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.rabbitmq.client.Address;
import com.rabbitmq.client.ConnectionFactory;
import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.metricq.MetricqRole;
import io.github.polywire.metricq.MetricqRpcRequest;
import io.github.polywire.metricq.wire.RpcCodec;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Makes agents for tests, without Spring.
 */
public final class Agents {

	public static final RpcCodec CODEC = new RpcCodec(JsonMapper.builder().build());

	public static final RpcRequestHandler NO_HANDLER = new RpcRequestHandler() {

		@Override
		public boolean handles(MetricqRpcRequest request) {
			return false;
		}

		@Override
		public Object handle(MetricqRpcRequest request) {
			throw new IllegalStateException("Not called");
		}

	};

	private static final ExecutorService EXECUTOR = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "test-agents");
		thread.setDaemon(true);
		return thread;
	});

	private Agents() {
	}

	public static AgentSettings settings(MetricqRole role, String token) {
		return new AgentSettings(role, token, "metricq." + role.id() + ".token", Duration.ofSeconds(20),
				Duration.ofSeconds(600), () -> {
					ExponentialBackOff backOff = new ExponentialBackOff(100, 1.5);
					backOff.setMaxInterval(500);
					return backOff;
				}, 16 * 1024 * 1024);
	}

	public static BrokerAccess access(LocalRabbit rabbit) {
		return access(rabbit.address(), rabbit.username(), rabbit.password(), rabbit.virtualHost());
	}

	public static BrokerAccess access(String address, String username, String password, String virtualHost) {
		ConnectionFactory factory = new ConnectionFactory();
		factory.setUsername(username);
		factory.setPassword(password);
		factory.setVirtualHost(virtualHost);
		factory.setChannelRpcTimeout(10_000);
		return new BrokerAccess(new BrokerTarget(factory, List.of(Address.parseAddress(address))));
	}

	public static Agent agent(LocalRabbit rabbit, MetricqRole role, String token) {
		return agent(access(rabbit), settings(role, token), NO_HANDLER);
	}

	public static Agent agent(BrokerAccess access, AgentSettings settings, RpcRequestHandler handler) {
		return new Agent(settings, access, CODEC, handler, EXECUTOR, AgentObservations.none(), (agent, cause) -> {
		});
	}

}
