print("manifolds")
