print("adtally")
