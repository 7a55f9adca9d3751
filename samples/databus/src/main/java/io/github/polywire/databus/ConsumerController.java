package io.github.polywire.databus;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.CollectionUtils;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Consumer instances. Each is known only to requests that have its cookie and no other,
 * as if a load balancer led those to the node that the instance is on.
 */
@RestController
@RequestMapping("${databus.consumer-prefix:/databus/consumer-service/v1}/consumers")
class ConsumerController {

	private static final String COOKIE = "AWSALB";

	private static final MediaType TEXT = MediaType.parseMediaType("text/plain; charset=utf-8");

	private final ConsumerInstances instances;

	private final Topics topics;

	private final WireJson json;

	private final DatabusProperties properties;

	ConsumerController(ConsumerInstances instances, Topics topics, WireJson json, DatabusProperties properties) {
		this.instances = instances;
		this.topics = topics;
		this.json = json;
		this.properties = properties;
	}

	@PostMapping
	ResponseEntity<byte[]> create(InputStream body) throws IOException {
		CreateRequest request = this.json.read(body, CreateRequest.class);
		String group = request.consumerGroup();
		List<String> groups = this.properties.groups();
		if (!StringUtils.hasText(group) || !(groups.isEmpty() || groups.contains(group))) {
			throw DatabusException.badRequest("Unknown consumer group");
		}
		ConsumerInstance instance = this.instances.create(group,
				(request.configs() != null) ? request.configs() : Map.of());
		ResponseEntity<byte[]> answer = this.json.answer(Map.of("consumerInstanceId", instance.id()));
		// Without a path, as the original sends it: clients derive one from the
		// request's.
		return ResponseEntity.status(answer.getStatusCode())
			.headers(answer.getHeaders())
			.header(HttpHeaders.SET_COOKIE, COOKIE + "=" + instance.cookie())
			.body(answer.getBody());
	}

	@PostMapping("/{id}/subscription")
	ResponseEntity<String> subscribe(@PathVariable String id, HttpServletRequest request, InputStream body)
			throws IOException {
		ConsumerInstance instance = find(id, request);
		SubscribeRequest subscription = this.json.read(body, SubscribeRequest.class);
		Collection<String> names = subscription.topics();
		if (CollectionUtils.isEmpty(names) || !names.stream().allMatch(StringUtils::hasText)) {
			throw DatabusException.badRequest("A subscription needs topics");
		}
		this.topics.ensure(names);
		RecordFilter filter = new RecordFilter((subscription.filter() != null) ? subscription.filter() : Map.of(),
				Boolean.TRUE.equals(subscription.payloadLookupForFilter()));
		instance.run((member) -> member.subscribe(names, filter, this.properties.consumers().joinTimeout()));
		return ResponseEntity.ok().contentType(TEXT).body("Subscribed");
	}

	@GetMapping("/{id}/subscription")
	ResponseEntity<byte[]> subscription(@PathVariable String id, HttpServletRequest request) {
		return this.json.answer(find(id, request).call(GroupMember::subscription));
	}

	@PostMapping("/{id}/updateFilter")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void updateFilter(@PathVariable String id, HttpServletRequest request, InputStream body) throws IOException {
		ConsumerInstance instance = find(id, request);
		Map<String, Map<String, JsonNode>> filter = this.json.read(body, FilterRequest.class).filter();
		if (filter == null) {
			throw DatabusException.badRequest("A filter was expected");
		}
		instance.run((member) -> member.filter(filter));
	}

	@GetMapping("/{id}/records")
	ResponseEntity<byte[]> records(@PathVariable String id, HttpServletRequest request,
			@RequestParam(required = false) @Nullable Long timeout,
			@RequestParam(defaultValue = "false") boolean filter) {
		ConsumerInstance instance = find(id, request);
		Duration wait = wait(timeout);
		try {
			return this.json.answer(new StreamRecords(instance.call((member) -> {
				if (member.subscription().isEmpty()) {
					throw DatabusException.badRequest("The consumer is not subscribed to any topic");
				}
				return member.poll(wait, filter, instance::isWanted).stream().map(StreamRecord::of).toList();
			})));
		}
		catch (InvalidOffsetException ex) {
			throw DatabusException.badRequest("The group has no position and auto.offset.reset is none");
		}
	}

	private Duration wait(@Nullable Long timeout) {
		if (timeout == null) {
			return this.properties.consumers().pollTimeout();
		}
		long max = this.properties.consumers().maxPollTimeout().toMillis();
		return Duration.ofMillis(Math.max(0, Math.min(timeout, max)));
	}

	/**
	 * Commits the records that are named, or all that were handed out if there is no
	 * body, which is how an original client commits.
	 * @param id the instance
	 * @param request the request
	 * @param body its body
	 * @throws IOException if it cannot be received
	 */
	@PostMapping("/{id}/offsets")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void commit(@PathVariable String id, HttpServletRequest request, InputStream body) throws IOException {
		ConsumerInstance instance = find(id, request);
		byte[] bytes = this.json.bytes(body);
		if (bytes.length == 0) {
			instance.run(GroupMember::commitHandedOut);
			return;
		}
		CommitRequest commit = this.json.parse(bytes, CommitRequest.class);
		instance.run((member) -> member.commit(commit.toKafka()));
	}

	@DeleteMapping("/{id}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void delete(@PathVariable String id, HttpServletRequest request) {
		this.instances.remove(find(id, request));
	}

	private ConsumerInstance find(String id, HttpServletRequest request) {
		ConsumerInstance instance = this.instances.get(id);
		Cookie[] cookies = request.getCookies();
		if (cookies == null || cookies.length != 1 || !cookies[0].getName().equals(COOKIE)
				|| !cookies[0].getValue().equals(instance.cookie())) {
			throw DatabusException.of(HttpStatus.FORBIDDEN, "Invalid cookie");
		}
		return instance;
	}

	record CreateRequest(@Nullable String consumerGroup, @Nullable Map<String, JsonNode> configs) {

	}

	record SubscribeRequest(@Nullable List<String> topics, @Nullable Map<String, Map<String, JsonNode>> filter,
			@Nullable Boolean payloadLookupForFilter) {

	}

	record FilterRequest(@Nullable Map<String, Map<String, JsonNode>> filter) {

	}

}
