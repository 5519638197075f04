"""Service points and items as Open Referral's HSDS 3 has services and locations."""
