public import DomainLaws

/// A law that a domain must obey, apart from the laws that series keep.
public typealias DomainLaw = Law
