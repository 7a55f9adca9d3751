package io.github.polywire.natsmicro.listener;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.github.polywire.natsmicro.MicroEndpointDefinition;
import io.github.polywire.natsmicro.MicroGroupDefinition;
import io.github.polywire.natsmicro.MicroServiceDefinition;
import io.github.polywire.natsmicro.MicroStatsContributor;
import io.github.polywire.natsmicro.annotation.MicroEndpoint;
import io.github.polywire.natsmicro.annotation.MicroExceptionHandler;
import io.github.polywire.natsmicro.annotation.MicroGroup;
import io.github.polywire.natsmicro.annotation.MicroService;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;

/**
 * Reads the annotations of a bean's type.
 */
final class AnnotatedService {

	/** Reflection has no order that can be relied on; discovery tells the same always. */
	private static final Comparator<Method> ORDER = Comparator.comparing(Method::getName).thenComparing(MethodText::of);

	private final Class<?> type;

	private final AttributeResolver attributes;

	AnnotatedService(Class<?> type, AttributeResolver attributes) {
		this.type = type;
		this.attributes = attributes;
	}

	/**
	 * Finds the endpoints of a type, an overridden one once.
	 * @param type the type
	 * @return the methods with their annotations
	 */
	static Map<Method, MicroEndpoint> endpointsOf(Class<?> type) {
		return methodsOf(type, MicroEndpoint.class);
	}

	/**
	 * Finds the exception handlers of a type.
	 * @param type the type
	 * @return the methods with their annotations
	 */
	static Map<Method, MicroExceptionHandler> exceptionHandlersOf(Class<?> type) {
		return methodsOf(type, MicroExceptionHandler.class);
	}

	private static <A extends Annotation> Map<Method, A> methodsOf(Class<?> type, Class<A> annotation) {
		if (!AnnotationUtils.isCandidateClass(type, annotation)) {
			return Map.of();
		}
		Map<Method, A> methods = new TreeMap<>(ORDER);
		methods.putAll(MethodIntrospector.selectMethods(type,
				(MethodIntrospector.MetadataLookup<A>) (method) -> AnnotatedElementUtils.findMergedAnnotation(method,
						annotation)));
		return methods;
	}

	static @Nullable MicroService serviceOf(Class<?> type) {
		return AnnotatedElementUtils.findMergedAnnotation(type, MicroService.class);
	}

	MicroServiceDefinition service(MicroService annotation) {
		String place = this.type.getName();
		String name = this.attributes.text(place, annotation.name());
		String version = this.attributes.text(place, annotation.version());
		String description = this.attributes.text(place, annotation.description());
		return new MicroServiceDefinition((name != null) ? name : "", (version != null) ? version : "",
				(description != null) ? description : "", this.attributes.metadata(place, annotation.metadata()),
				this.attributes.defaults(place, annotation.queueGroup(), annotation.pendingMessages(),
						annotation.pendingSize()),
				this.attributes.toggle(place, "autoStartup", annotation.autoStartup()));
	}

	MicroEndpointDefinition endpoint(Method method, MicroEndpoint annotation,
			@Nullable MicroStatsContributor statsContributor) {
		String place = MethodText.of(method);
		String name = this.attributes.text(place, annotation.name());
		return new MicroEndpointDefinition((name != null) ? name : method.getName(),
				this.attributes.text(place, annotation.subject()),
				this.attributes.metadata(place, annotation.metadata()),
				this.attributes.defaults(place, annotation.queueGroup(), annotation.pendingMessages(),
						annotation.pendingSize()),
				this.attributes.number(place, "concurrency", annotation.concurrency(), 1),
				this.attributes.number(place, "queueCapacity", annotation.queueCapacity(), 0), statsContributor);
	}

	/**
	 * The groups around an endpoint.
	 * @param method the method
	 * @return the groups of the type and then of the method, the outermost first
	 */
	List<MicroGroupDefinition> groups(Method method) {
		List<MicroGroupDefinition> groups = new ArrayList<>();
		addGroups(this.type, this.type.getName(), groups);
		addGroups(method, MethodText.of(method), groups);
		return groups;
	}

	private void addGroups(AnnotatedElement element, String place, List<MicroGroupDefinition> groups) {
		MergedAnnotations.from(element, MergedAnnotations.SearchStrategy.TYPE_HIERARCHY)
			.stream(MicroGroup.class)
			.map(MergedAnnotation::synthesize)
			.forEach((group) -> {
				String name = this.attributes.text(place, group.value());
				groups.add(new MicroGroupDefinition((name != null) ? name : "", this.attributes.defaults(place,
						group.queueGroup(), group.pendingMessages(), group.pendingSize())));
			});
	}

}
